import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'

/** The screens' files. A new nonce for each page lets Fluent's styles in and nothing else. */

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
}

const policy = (nonce: string): string =>
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

export const safetyHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** Sends one file of the built screens, or 404. Names that lead out of the folder are 404 too. */
export const sendPage = async (response: ServerResponse, root: string, pathname: string): Promise<void> => {
  const name = pathname === '/' ? 'index.html' : decodeSafely(pathname)
  const path = name === null ? null : normalize(join(root, name))
  const type = path === null ? undefined : types[extname(path)]
  if (path === null || type === undefined || !path.startsWith(root + sep)) return notFound(response)
  let content: Buffer
  try {
    content = await readFile(path)
  } catch {
    return notFound(response) // no such file is an everyday answer of a file server
  }
  const nonce = randomBytes(16).toString('base64')
  const isPage = extname(path) === '.html'
  response.writeHead(200, {
    ...safetyHeaders,
    'content-type': type,
    ...(isPage ? { 'content-security-policy': policy(nonce) } : {}),
  })
  response.end(isPage ? content.toString('utf8').replaceAll('__NONCE__', nonce) : content)
}

const decodeSafely = (pathname: string): string | null => {
  try {
    const name = decodeURIComponent(pathname)
    return name.includes('\0') ? null : name
  } catch {
    return null // malformed %-escapes name no file
  }
}

const notFound = (response: ServerResponse): void => {
  response.writeHead(404, { ...safetyHeaders, 'content-type': 'text/plain; charset=utf-8' })
  response.end('Not found. The screens are built with: npm run build\n')
}
