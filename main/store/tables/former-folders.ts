import { type FolderSettings, KeptFolder } from '../../contract/settings.ts'
import type { Connection } from '../connection.ts'

/** Export folders that the settings named once and name no more, and what still lies in them. */

/** `folder`: its entry in the settings when it was last named. */
export type FormerFolder = {
  id: number
  path: string
  folder: FolderSettings
  leftAt: number
  exports: number
  isWanted: boolean
}

type Row = Omit<FormerFolder, 'folder' | 'isWanted'> & { settings: string; isWanted: number }

export const createFormerFolders = ({ db }: { db: Connection }) => {
  const all = db.prepare<[], Row>(
    'SELECT id, path, settings, left_at AS leftAt, exports, is_wanted AS isWanted FROM export_folders WHERE left_at IS NOT NULL ORDER BY id',
  )
  const named = db.prepare<[], { path: string; settings: string }>(
    'SELECT path, settings FROM export_folders WHERE left_at IS NULL',
  )
  const put = db.prepare<[string, string]>(
    `INSERT INTO export_folders (path, settings) VALUES (?, ?)
     ON CONFLICT (path) DO UPDATE SET settings = excluded.settings, left_at = NULL, exports = 0, is_wanted = 0`,
  )
  const leave = db.prepare<[number, string]>('UPDATE export_folders SET left_at = ? WHERE path = ?')
  const setExports = db.prepare<[number, number]>('UPDATE export_folders SET exports = ? WHERE id = ?')
  const setWanted = db.prepare<[number, number]>('UPDATE export_folders SET is_wanted = ? WHERE id = ?')
  const remove = db.prepare<[number]>('DELETE FROM export_folders WHERE id = ? AND left_at IS NOT NULL')
  return {
    /** Those that the settings no longer name. One that a newer version described otherwise is left out. */
    list: (): FormerFolder[] =>
      all.all().flatMap(({ settings, isWanted, ...row }) => {
        const folder = KeptFolder.safeParse(JSON.parse(settings))
        return folder.success ? [{ ...row, folder: folder.data, isWanted: isWanted === 1 }] : []
      }),
    /**
     * Notes which folders the settings name now; one that they named until now is a former one from `at` on.
     * Writes nothing where nothing has changed.
     */
    name(folders: readonly FolderSettings[], at: number): void {
      const known = new Map(named.all().map(({ path, settings }) => [path, settings]))
      const paths = new Set(folders.map(({ path }) => path))
      for (const path of known.keys()) if (!paths.has(path)) leave.run(at, path)
      for (const folder of folders) {
        const settings = JSON.stringify(folder)
        if (known.get(folder.path) !== settings) put.run(folder.path, settings)
      }
    },
    setExports: (id: number, exports: number): void => void setExports.run(exports, id),
    setWanted: (id: number, isWanted: boolean): void => void setWanted.run(Number(isWanted), id),
    /** False where there is none of this id. */
    remove: (id: number): boolean => remove.run(id).changes > 0,
  }
}
