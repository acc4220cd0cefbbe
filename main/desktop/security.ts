import { channels } from '../core/channels/registry.ts'
import type { Log } from '../core/ports/log.ts'
import type { AppPart, ContentsPart, ElectronModules, InvokeEvent, Refusable, SessionPart } from './electron-modules.ts'
import { isOwnPage } from './own-page.ts'

/** The only places outside that a screen may open, in the user's own browser. */
const allowedOrigins = channels.all.map(({ website }) => website)

/** Whether a link may leave for the user's browser. */
export const isAllowedLink = (address: string): boolean =>
  URL.canParse(address) && allowedOrigins.some((origin) => new URL(address).origin === origin)

/**
 * Whether a call comes from the top frame of our own screens. A frame that is gone meanwhile cannot prove it.
 */
export const isOwnSender = (event: InvokeEvent): boolean => {
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && isOwnPage(frame.url)
}

/** Grants a page nothing: no camera, no location, no notification, no device. */
export const denyPermissions = (session: SessionPart): void => {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
}

/** Saves only what our own screens hold already; nothing is fetched from anywhere and put on the disk. */
export const refuseDownloads = (session: SessionPart, log: Log): void => {
  session.on('will-download', (event, item) => {
    const address = item.getURL()
    if (address.startsWith('blob:') && isOwnPage(address.slice('blob:'.length))) return
    event.preventDefault()
    log.warn('download-refused')
  })
}

type Guard = { shell: ElectronModules['shell']; log: Log }

const guardContents = (contents: ContentsPart, { shell, log }: Guard): void => {
  const refuse = (what: string) => (event: Refusable) => {
    event.preventDefault()
    log.warn('navigation-refused', { what })
  }
  contents.on('will-navigate', refuse('page'))
  contents.on('will-frame-navigate', refuse('frame'))
  contents.on('will-redirect', refuse('redirect'))
  contents.on('will-attach-webview', refuse('webview'))
  contents.setWindowOpenHandler(({ url }) => {
    if (isAllowedLink(url)) shell.openExternal(url).catch(() => log.warn('link-not-opened'))
    else log.warn('link-refused')
    return { action: 'deny' }
  })
}

/**
 * Keeps every page where it is, whoever made it: no navigation, no new window, no webview. Call it before the
 * first window.
 */
export const guardNavigation = (app: AppPart, guard: Guard): void => {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, guard))
}
