/** The scheme under which the screens are served, and the one host in it. */
export const PAGE_SCHEME = 'app'
export const PAGE_HOST = 'night-porter'
export const PAGE_ADDRESS = `${PAGE_SCHEME}://${PAGE_HOST}/index.html`

/** Whether an address belongs to Night Porter's own screens. Anything that is no address does not. */
export const isOwnPage = (address: string): boolean => {
  if (!URL.canParse(address)) return false
  const { protocol, host } = new URL(address)
  return protocol === `${PAGE_SCHEME}:` && host === PAGE_HOST
}
