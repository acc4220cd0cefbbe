import { z } from 'zod'
import { FolderFile, FolderState } from '../../contract/health.ts'
import type { Connection } from '../connection.ts'
import type { Vault } from '../vault.ts'

/**
 * What the sender's last scan found in each export folder, so that every process can show it. File names may
 * name guests: sealed. While the database cannot be written, the sender holds its snapshot in memory and
 * shows that; the others show what was written last.
 */

export const FolderSnapshot = z.object({
  state: FolderState,
  /** Why, as the key and values of a sentence. */
  reason: z.string().nullable(),
  /** The PC that looks after the folder instead, where it has a name. */
  who: z.string().nullable().default(null),
  /** Its public key, where its mark in the owner file names one. */
  owner: z.string().nullable().default(null),
  /** All files; `files` lists the most telling of them. */
  total: z.int().default(0),
  /** The first and the last export ever captured here. */
  firstExportAt: z.number().nullable().default(null),
  lastExportAt: z.number().nullable().default(null),
  files: z.array(
    FolderFile.omit({ sentence: true }).extend({
      reason: z.string(),
      /** Not to be read for less than a minute: shown, and no alarm yet. */
      isBrief: z.literal(true).optional(),
    }),
  ),
})
export type FolderSnapshot = z.infer<typeof FolderSnapshot>

export const createFolderSnapshots = ({ db, vault }: { db: Connection; vault: Vault }) => {
  const put = db.prepare<[string, number, Buffer]>(
    'INSERT INTO folder_looks (folder, at, sealed) VALUES (?, ?, ?) ON CONFLICT (folder) DO UPDATE SET at = excluded.at, sealed = excluded.sealed',
  )
  const touch = db.prepare<[number, string]>('UPDATE folder_looks SET at = ? WHERE folder = ?')
  const get = db.prepare<[string], { at: number; sealed: Buffer }>(
    'SELECT at, sealed FROM folder_looks WHERE folder = ?',
  )
  const unwritten = new Map<string, FolderSnapshot & { at: number }>()
  return {
    put(folder: string, at: number, snapshot: FolderSnapshot): void {
      put.run(folder, at, vault.seal(JSON.stringify(snapshot), `look:${folder}`))
      unwritten.delete(folder)
    },
    /** The same as before was seen again. */
    touch: (folder: string, at: number): void => void touch.run(at, folder),
    /**
     * A snapshot that could not be written: `get` of this process gives it until a later one is put or it is
     * forgotten.
     */
    putUnwritten: (folder: string, at: number, snapshot: FolderSnapshot): void =>
      void unwritten.set(folder, { ...snapshot, at }),
    /** What was not written counts no more: this process does not scan the folder any longer. */
    forget: (folder: string): void => void unwritten.delete(folder),
    get(folder: string): (FolderSnapshot & { at: number }) | null {
      const newer = unwritten.get(folder)
      if (newer) return newer
      const row = get.get(folder)
      if (!row) return null
      const text = vault.openText(row.sealed, `look:${folder}`)
      return text.ok ? { ...FolderSnapshot.parse(JSON.parse(text.text)), at: row.at } : null
    },
  }
}
