import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { ProtocolPart } from './electron-modules.ts'
import { pageHost, pageScheme } from './own-page.ts'

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** What a page may load: its own files, its own styles by nonce, nothing else. */
export const contentPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** Says that `app://` is a real, secure origin. Must run before the app is ready. */
export const registerScheme = (protocol: ProtocolPart): void => {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

const refuse = (status: number): Response => new Response(null, { status })

/** The file of `folder` that an address names, or null when it names anything outside. */
const fileWithin = (folder: string, pathname: string): string | null => {
  let name: string
  try {
    name = decodeURIComponent(pathname)
  } catch {
    return null // a broken percent sign names no file
  }
  // Back slashes, drives and streams mean something on Windows only; no file of ours has them.
  if (/[\\:\0]/.test(name)) return null
  const file = path.resolve(folder, `.${name}`)
  return file.startsWith(path.resolve(folder) + path.sep) ? file : null
}

/** Answers requests for the screens' files: index.html with a fresh nonce in the place of `__NONCE__`, all with the content policy. */
export const answerPage =
  (folder: string) =>
  async (request: Pick<Request, 'method' | 'url'>): Promise<Response> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405)
    if (!URL.canParse(request.url)) return refuse(400)
    const url = new URL(request.url)
    if (url.host !== pageHost) return refuse(403)
    const file = fileWithin(folder, url.pathname === '' || url.pathname === '/' ? '/index.html' : url.pathname)
    if (!file) return refuse(403)
    const type = contentTypes[path.extname(file).toLowerCase()]
    if (!type) return refuse(404)
    let content: Buffer
    try {
      content = await readFile(file)
    } catch {
      return refuse(404) // not there, or not a file: to a page both are the same
    }
    const nonce = randomBytes(18).toString('base64')
    const isPage = path.extname(file) === '.html'
    const body = isPage ? content.toString('utf8').replaceAll('__NONCE__', nonce) : new Uint8Array(content)
    return new Response(request.method === 'HEAD' ? null : body, {
      headers: {
        'content-type': type,
        'content-security-policy': contentPolicy(nonce),
        'x-content-type-options': 'nosniff',
        'cache-control': isPage ? 'no-store' : 'no-cache',
      },
    })
  }

/** Serves the built screens in `folder` under `app://night-porter/`. Needs the app to be ready. */
export const servePages = (protocol: ProtocolPart, folder: string): void =>
  protocol.handle(pageScheme, answerPage(folder))
