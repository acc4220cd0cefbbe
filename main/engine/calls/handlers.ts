import type { Handlers } from '../../contract/methods.ts'
import type { Translate } from '../../core/ports/texts.ts'
import { maskCards } from '../../core/redact/cards.ts'
import type { StoredMessage } from '../../store/tables/messages.ts'
import { listCauses } from '../view/causes.ts'
import { createHealth } from '../view/health.ts'
import { createItems } from '../view/item.ts'
import { originalOf } from '../view/original.ts'
import { supportTextOf } from '../view/support.ts'
import { createAccess } from './access.ts'
import { close, noteGiven, resend, settleUnsure } from './acts.ts'
import { captureFormer } from './capture-former.ts'
import { closeNotice } from './close-notice.ts'
import { pauseConnection, resumeConnection, testConnection } from './connections.ts'
import type { CallDeps } from './deps.ts'
import { runDoctor } from './doctor.ts'
import { eraseGuest, findGuest, listErasures } from './guests.ts'
import { getSettings, restoreSettings, saveSettings, setSecret } from './settings.ts'

const PAGE = 50

/** One handler for each call of the contract. */
export const createHandlers = (deps: CallDeps): Handlers => {
  const { store } = deps
  const items = createItems(deps)
  const health = createHealth(deps)
  const t: Translate = (key) => deps.texts.in(deps.settings().locale)(key)
  const noSuch = () => ({
    ok: false as const,
    error: { code: 'not-found' as const, message: t('calls.no-such-message') },
  })

  const about = <T>(id: string, tell: (message: StoredMessage) => T) => {
    const message = store.messages.get(id)
    return message ? { ok: true as const, value: tell(message) } : noSuch()
  }

  /** Connections whose pause or outage has this cause; all that waits there shows it. */
  const heldBy = (cause: string): string[] =>
    deps.settings().connections.flatMap(({ id }) => {
      const link = store.links.get(id)
      return link.pauseCause === cause || link.outageCause === cause ? [id] : []
    })

  const access = createAccess(deps)
  /**
   * A call that changes settings or secrets: where a PIN is set, for a window or session that was unlocked
   * with it.
   */
  const guarded =
    <I, R>(handle: (input: I) => R) =>
    (input: I, caller?: string): R | (ReturnType<typeof access.refuse> & object) =>
      access.refuse(caller) ?? handle(input)

  return {
    'access.state': (_input, caller) => access.state(caller),
    'access.unlock': access.unlock,
    'health.get': () => ({ ok: true, value: health.get() }),
    'folders.list': () => ({ ok: true, value: health.folders() }),
    'folders.capture': (input) => captureFormer(deps, input),
    'messages.list': ({ state, cause, search, cursor, limit = PAGE }) => {
      const beforeSeq = cursor ? store.lists.seqOf(cursor) : null
      if (cursor && beforeSeq === null)
        return { ok: false, error: { code: 'invalid-input', message: t('calls.no-such-cursor') } }
      const page = store.lists.page({
        state,
        cause,
        heldConnections: cause === undefined ? [] : heldBy(cause),
        search: search?.trim() || undefined,
        beforeSeq,
        limit,
      })
      return {
        ok: true,
        value: { items: page.map(items.item), nextCursor: page.length === limit ? (page.at(-1)?.id ?? null) : null },
      }
    },
    'messages.get': ({ id }) => about(id, items.detail),
    'messages.content': ({ id }) => {
      const message = store.messages.get(id)
      if (!message) return noSuch()
      const text = store.messages.body(id)
      return {
        ok: true,
        value: { text: text === null ? null : maskCards(text), size: store.captures.get(message.captureId)?.size ?? 0 },
      }
    },
    'messages.original': ({ id }) =>
      about(id, (message) => {
        const original = originalOf(deps, message)
        // Written first: nobody gets it without a trace.
        if (original.kind === 'kept') noteGiven(deps, id)
        return original
      }),
    'messages.support': ({ id }) => about(id, (message) => ({ text: supportTextOf(deps, message) })),
    'messages.resend': (input) => resend(deps, input),
    'messages.settle': (input) => settleUnsure(deps, input),
    'messages.close': (input) => close(deps, input),
    'guests.find': (input) => findGuest(deps, input),
    'guests.erase': guarded((input) => eraseGuest(deps, input)),
    'guests.erasures': () => ({ ok: true, value: listErasures(deps) }),
    'notices.close': (input) => closeNotice(deps, input),
    'causes.list': () => ({ ok: true, value: listCauses(deps) }),
    'connections.test': (input) => testConnection(deps, input),
    'connections.pause': (input) => pauseConnection(deps, input),
    'connections.resume': (input) => resumeConnection(deps, input),
    'settings.get': () => getSettings(deps),
    'settings.save': guarded((input) => saveSettings(deps, input)),
    'settings.restore': () => restoreSettings(deps),
    'secrets.set': guarded((input) => setSecret(deps, input)),
    'doctor.run': () => runDoctor(deps),
  }
}
