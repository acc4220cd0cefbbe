import type { Answer, Output, ParsedInput } from '../../contract/methods.ts'
import { formerFolderNotice, successorOf } from '../../core/capture/former-folder.ts'
import { formerFoldersWithExports } from '../view/notices.ts'
import type { CallDeps } from './deps.ts'

/**
 * Notes that a person wants the exports of former folders captured; the process that captures does it within
 * seconds, as if the settings still named the folder, until none is left there.
 */
export const captureFormer = (
  deps: Pick<CallDeps, 'store' | 'log' | 'changed' | 'texts' | 'settings'>,
  { notice, path }: ParsedInput<'folders.capture'>,
): Answer<Output<'folders.capture'>> => {
  const { store, log, changed } = deps
  const t = deps.texts.in(deps.settings().locale)
  const meant = formerFoldersWithExports(deps).filter(
    ({ id, folder }) =>
      (notice === undefined || formerFolderNotice(id) === notice) && (path === undefined || folder.path === path),
  )
  if (meant.length === 0) return { ok: false, error: { code: 'not-found', message: t('calls.no-former-folder') } }
  const possible = meant.filter(({ folder }) => successorOf(folder, deps.settings()) !== null)
  if (possible.length === 0) return { ok: false, error: { code: 'wrong-state', message: t('former-folder.no-way') } }
  store.write(() => {
    for (const { id } of possible) store.formerFolders.setWanted(id, true)
  })
  log.info('former-folders-wanted', { folders: possible.length })
  changed('folders')
  changed('health')
  return { ok: true, value: { folders: possible.map(({ folder, exports }) => ({ path: folder.path, exports })) } }
}
