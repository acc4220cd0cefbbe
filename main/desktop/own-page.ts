/** The scheme under which the screens are served, and the one host in it. */
export const pageScheme = 'app'
export const pageHost = 'night-porter'
export const pageAddress = `${pageScheme}://${pageHost}/index.html`

/** Whether an address belongs to Night Porter's own screens. Anything that is no address does not. */
export const isOwnPage = (address: string): boolean => {
  if (!URL.canParse(address)) return false
  const { protocol, host } = new URL(address)
  return protocol === `${pageScheme}:` && host === pageHost
}
