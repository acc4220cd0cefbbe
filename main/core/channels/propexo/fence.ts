/**
 * What of a job API an export may reach: hotels allow paths and methods, and the API's own calls are never an
 * export's.
 */

export type Fence = { paths?: readonly string[] | undefined; methods?: readonly string[] | undefined }

/** A path without its query, in pieces between the slashes. */
const piecesOf = (path: string): string[] =>
  (path.split(/[?#]/)[0] ?? '').split('/').filter((piece) => piece !== '' && piece !== '.')

/** Whether `path` is the allowed one or lies below it; `*` in the allowed one stands for any one piece. */
const isBelow = (path: string, allowed: string): boolean => {
  const pieces = piecesOf(path)
  return piecesOf(allowed).every((piece, n) => pieces[n] !== undefined && (piece === '*' || piece === pieces[n]))
}

/**
 * The part of the API that its calls about jobs stand in: `/v1/admin` of `/v1/admin/write-status/{jobId}`.
 */
const roomOf = (jobPath: string): string => {
  const pieces = piecesOf(jobPath)
  const fixed = pieces.slice(
    0,
    pieces.findIndex((piece) => piece.includes('{jobId}')),
  )
  return `/${(fixed.length > 1 ? fixed.slice(0, -1) : fixed).join('/')}`
}

/**
 * What of a write the fence does not let through, as the explanation names it: the setting, and what the
 * export asks for. Null: it may go. `jobPaths` are the API's own calls. A letter written as a number (`%61`)
 * counts as what it stands for.
 */
export const outsideFence = (
  { method, path }: { method: string; path: string },
  { paths, methods }: Fence,
  jobPaths: readonly string[],
): { field: string; asked: string } | null => {
  const asked = `${method} ${path}`.slice(0, 120)
  if (methods !== undefined && !methods.includes(method)) return { field: 'methods', asked }
  const plain = decoded(path)
  const isOwn = jobPaths.some((own) => isBelow(plain.toLowerCase(), roomOf(own).toLowerCase()))
  if (paths === undefined ? isOwn : !paths.some((allowed) => isBelow(plain, allowed))) return { field: 'paths', asked }
  return null
}

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path // Not a way to write anything: it is compared as it stands.
  }
}
