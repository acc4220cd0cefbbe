import { readPage, safetyHeaders } from '../host/page-files.ts'
import type { ProtocolPart } from './electron-modules.ts'
import { PAGE_HOST, PAGE_SCHEME } from './own-page.ts'

/** Says that `app://` is a real, secure origin. Must run before the app is ready. */
export const registerScheme = (protocol: ProtocolPart): void => {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Answers requests for the screens' files under `app://night-porter/`, and nothing under another host. */
export const answerPage =
  (folder: string) =>
  async (request: Pick<Request, 'method' | 'url'>): Promise<Response> => {
    const url = URL.canParse(request.url) ? new URL(request.url) : null
    if (url?.host !== PAGE_HOST) return new Response(null, { status: 403, headers: safetyHeaders })
    const { status, headers, body } = await readPage(folder, request.method, url.pathname)
    return new Response(typeof body === 'string' || body === null ? body : new Uint8Array(body), { status, headers })
  }

/** Serves the built screens in `folder`. Needs the app to be ready. */
export const servePages = (protocol: ProtocolPart, folder: string): void =>
  protocol.handle(PAGE_SCHEME, answerPage(folder))
