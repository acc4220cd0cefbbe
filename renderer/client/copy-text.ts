/**
 * Puts a text on the clipboard. The desktop grants pages no rights, so where the modern way is refused the
 * old one is used.
 */
export const copyText = async (text: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    // refused by the host's permissions: a selection in a field of our own can always be copied
    const field = document.createElement('textarea')
    field.value = text
    document.body.append(field)
    field.select()
    document.execCommand('copy')
    field.remove()
  }
}
