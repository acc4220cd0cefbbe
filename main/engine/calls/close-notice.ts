import type { Answer, Output, ParsedInput } from '../../contract/methods.ts'
import type { CallDeps } from './deps.ts'

/**
 * Ends what a start had to say, once a person has dealt with it. Trouble that goes on cannot be closed, only
 * mended.
 */
export const closeNotice = (
  { store, log, changed, texts, settings }: Pick<CallDeps, 'store' | 'log' | 'changed' | 'texts' | 'settings'>,
  { id }: ParsedInput<'notices.close'>,
): Answer<Output<'notices.close'>> => {
  const t = texts.in(settings().locale)
  if (store.writeFault()?.kind === id)
    return { ok: false, error: { code: 'wrong-state', message: t('calls.notice-goes-on') } }
  if (!store.write(() => store.startupNotices.remove(id)))
    return { ok: false, error: { code: 'not-found', message: t('calls.no-such-notice') } }
  log.info('notice-closed', { notice: id })
  changed('health')
  return { ok: true, value: { closed: true } }
}
