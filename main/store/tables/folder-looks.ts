import { z } from 'zod'
import { FolderFile, FolderState } from '../../contract/health.ts'
import type { Connection } from '../connection.ts'
import type { Vault } from '../vault.ts'

/**
 * The sender's last look into each export folder, so that every process can show it. File names may name guests: sealed. While the
 * database cannot be written, the process that looked keeps the look and shows that; the others show what was written last.
 */

export const Look = z.object({
  state: FolderState,
  /** Why, as the key and values of a sentence. */
  reason: z.string().nullable(),
  /** The PC that looks after the folder instead, where it has a name. */
  who: z.string().nullable().default(null),
  /** All files; `files` lists the most telling of them. */
  total: z.int().default(0),
  /** The first and the last export ever captured here. */
  firstExportAt: z.number().nullable().default(null),
  lastExportAt: z.number().nullable().default(null),
  files: z.array(FolderFile.omit({ sentence: true }).extend({ reason: z.string() })),
})
export type Look = z.infer<typeof Look>

export const createFolderLooks = ({ db, vault }: { db: Connection; vault: Vault }) => {
  const put = db.prepare<[string, number, Buffer]>(
    'INSERT INTO folder_looks (folder, at, sealed) VALUES (?, ?, ?) ON CONFLICT (folder) DO UPDATE SET at = excluded.at, sealed = excluded.sealed',
  )
  const touch = db.prepare<[number, string]>('UPDATE folder_looks SET at = ? WHERE folder = ?')
  const get = db.prepare<[string], { at: number; sealed: Buffer }>(
    'SELECT at, sealed FROM folder_looks WHERE folder = ?',
  )
  const unwritten = new Map<string, Look & { at: number }>()
  return {
    put(folder: string, at: number, look: Look): void {
      put.run(folder, at, vault.seal(JSON.stringify(look), `look:${folder}`))
      unwritten.delete(folder)
    },
    /** The same as before was seen again. */
    touch: (folder: string, at: number): void => void touch.run(at, folder),
    /** A look that could not be written: `get` of this process gives it until a later one is put or it is forgotten. */
    keep: (folder: string, at: number, look: Look): void => void unwritten.set(folder, { ...look, at }),
    /** What was kept counts no more: this process does not look into the folder any longer. */
    forget: (folder: string): void => void unwritten.delete(folder),
    get(folder: string): (Look & { at: number }) | null {
      const kept = unwritten.get(folder)
      if (kept) return kept
      const row = get.get(folder)
      if (!row) return null
      const text = vault.openText(row.sealed, `look:${folder}`)
      return text.ok ? { ...Look.parse(JSON.parse(text.text)), at: row.at } : null
    },
  }
}
