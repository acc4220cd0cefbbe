/**
 * How a browser and the desktop window save a file: both know it as a download of what the page already has.
 */

const LONGEST_NAME = 120
/**
 * The host takes the bytes over when the download begins; after this time they may leave the page's memory.
 */
const KEPT_MS = 10_000

/** Names Windows keeps for devices, with whatever ending. */
const isDeviceName = (name: string): boolean => /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)

/**
 * A file name every system takes, from one a PMS chose: no folders, no signs that Windows refuses, none that
 * cannot be seen or turn the reading direction (they can hide an ending), at most 120 letters with the ending
 * kept. `export` where nothing is left.
 */
export const safeFileName = (name: string): string => {
  const plain = [...name.replace(/[<>:"/\\|?*\p{C}\p{Zl}\p{Zp}]/gu, '_')]
  const dot = plain.lastIndexOf('.')
  const ending = dot > 0 && plain.length - dot <= 10 ? plain.slice(dot) : []
  const short = plain.length > LONGEST_NAME ? [...plain.slice(0, LONGEST_NAME - ending.length), ...ending] : plain
  // Windows drops blanks and dots at the end, and a dot in front hides the file elsewhere.
  const trimmed = short.join('').replace(/^[\s.]+|[\s.]+$/g, '')
  if (trimmed === '') return 'export'
  return isDeviceName(trimmed) ? `_${trimmed}` : trimmed
}

/** The bytes that base64 stands for. Throws where it is none. */
export const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => {
  const binary = atob(base64)
  const bytes = new Uint8Array(binary.length)
  for (let n = 0; n < binary.length; n++) bytes[n] = binary.charCodeAt(n)
  return bytes
}

/**
 * Hands bytes to the host to be saved under this name, made safe. Whether and where is for the host and the
 * person to say.
 */
export const saveFile = (name: string, bytes: Uint8Array<ArrayBuffer>): void => {
  // No type of its own: the host would change the ending to fit it, or try to show the content.
  const address = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = address
  link.download = safeFileName(name)
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS)
}
