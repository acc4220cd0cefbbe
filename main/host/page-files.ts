import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, resolve, sep } from 'node:path'

/** The screens' files and the headers they go out with, over HTTP as under Electron's own scheme. */

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
const contentPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** What an answer that is no page may do if something shows it as one: nothing. */
const NO_CONTENT_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** With every answer on either wire, whatever it holds. */
export const safetyHeaders = {
  'content-security-policy': NO_CONTENT_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const

export type PageAnswer = { status: 200 | 404 | 405; headers: Record<string, string>; body: string | Uint8Array | null }

const nothing = (status: 404 | 405): PageAnswer => ({
  status,
  headers: { ...safetyHeaders, 'content-type': 'text/plain; charset=utf-8' },
  body: null,
})

/** The file of `folder` that an address names, or null when it names anything outside. */
const fileWithin = (folder: string, pathname: string): string | null => {
  let name: string
  try {
    name = decodeURIComponent(pathname === '' || pathname === '/' ? '/index.html' : pathname)
  } catch {
    return null // a broken percent sign names no file
  }
  // Back slashes, drives and streams mean something on Windows only; no file of ours has them.
  if (/[\\:\0]/.test(name)) return null
  const file = resolve(folder, `.${name}`)
  return file.startsWith(resolve(folder) + sep) ? file : null
}

/**
 * Answers a request for one of the built screens' files: pages with a fresh nonce in the place of
 * `__NONCE__`, all with the content policy. Names that lead out of the folder are 404 as those that do not
 * exist.
 */
export const readPage = async (folder: string, method: string, pathname: string): Promise<PageAnswer> => {
  if (method !== 'GET' && method !== 'HEAD') return nothing(405)
  const file = fileWithin(folder, pathname)
  const ending = file === null ? '' : extname(file).toLowerCase()
  const type = contentTypes[ending]
  if (file === null || type === undefined) return nothing(404)
  let content: Buffer
  try {
    content = await readFile(file)
  } catch {
    return nothing(404) // not there, or not a file: to a page both are the same
  }
  const nonce = randomBytes(18).toString('base64')
  const body = ending === '.html' ? content.toString('utf8').replaceAll('__NONCE__', nonce) : new Uint8Array(content)
  return {
    status: 200,
    headers: { ...safetyHeaders, 'content-type': type, 'content-security-policy': contentPolicy(nonce) },
    body: method === 'HEAD' ? null : body,
  }
}
