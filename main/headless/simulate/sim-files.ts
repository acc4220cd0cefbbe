import type { Files, FolderEntry } from '../../core/ports/files.ts'

/** An export folder in memory. */
export const createSimFiles = (now: () => number) => {
  const stored = new Map<string, { content: Uint8Array; mtimeMs: number; inode: string }>()
  let inode = 0
  const gone = { ok: false as const, reason: 'gone' as const, code: 'ENOENT' }
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
  const entry = (name: string): FolderEntry | null => {
    const file = stored.get(name)
    return file ? { name, type: 'file', size: file.content.length, mtimeMs: file.mtimeMs, inode: file.inode } : null
  }
  const files: Files = {
    list: async () => ({ ok: true, value: [...stored.keys()].flatMap((name) => entry(name) ?? []) }),
    stat: async (path) => {
      const found = entry(nameOf(path))
      return found ? { ok: true, value: found } : gone
    },
    read: async (path) => {
      const file = stored.get(nameOf(path))
      return file ? { ok: true, value: file.content } : gone
    },
    remove: async (path) => (stored.delete(nameOf(path)) ? { ok: true, value: null } : gone),
    move: async (path) => (stored.delete(nameOf(path)) ? { ok: true, value: path } : gone),
    write: async (folder, name) => ({ ok: true, value: `${folder}/${name}` }),
    removeFolder: async () => ({ ok: true, value: null }),
    watch: () => () => undefined,
    join: (folder, ...names) => [folder, ...names].join('/'),
  }
  return {
    files,
    drop: (name: string, text: string): void => {
      inode += 1
      stored.set(name, { content: new TextEncoder().encode(text), mtimeMs: now(), inode: String(inode) })
    },
  }
}
