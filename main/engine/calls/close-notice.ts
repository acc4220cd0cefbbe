import type { Answer, Output, ParsedInput } from '../../contract/methods.ts'
import { formerFolderOf } from '../../core/capture/former-folder.ts'
import { folderOfNotice, unknownOwner } from '../view/folder-owner.ts'
import type { CallDeps } from './deps.ts'

/**
 * Ends what a start had to say, once a person has dealt with it; of a PC that looks after a folder it says
 * that it is one of the hotel's. Trouble that goes on cannot be closed, only mended.
 */
export const closeNotice = (
  {
    store,
    clock,
    log,
    changed,
    texts,
    settings,
  }: Pick<CallDeps, 'store' | 'clock' | 'log' | 'changed' | 'texts' | 'settings'>,
  { id }: ParsedInput<'notices.close'>,
): Answer<Output<'notices.close'>> => {
  const t = texts.in(settings().locale)
  if (store.writeFault()?.kind === id)
    return { ok: false, error: { code: 'wrong-state', message: t('calls.notice-goes-on') } }
  const folder = folderOfNotice(id)
  const stranger = folder === null ? null : unknownOwner({ store }, folder)
  if (folder !== null && stranger !== null) {
    store.write(() => store.folderOwners.confirm(folder, stranger.owner, clock.now()))
    log.info('folder-owner-confirmed', { folder })
    changed('folders')
    changed('health')
    return { ok: true, value: { closed: true } }
  }
  const former = formerFolderOf(id)
  const remove = () => (former === null ? store.startupNotices.remove(id) : store.formerFolders.remove(former))
  if (!store.write(remove)) return { ok: false, error: { code: 'not-found', message: t('calls.no-such-notice') } }
  log.info('notice-closed', { notice: id })
  changed('health')
  return { ok: true, value: { closed: true } }
}
