import type { Handlers } from '../../contract/methods.ts'
import { maskCards } from '../../core/redact/cards.ts'
import type { StoredMessage } from '../../store/tables/messages.ts'
import type { EngineContext } from '../deps.ts'
import type { Role } from '../sender/sender-role.ts'
import { listCauses } from '../view/causes.ts'
import { createHealth } from '../view/health.ts'
import { createItems } from '../view/item.ts'
import { originalOf } from '../view/original.ts'
import { supportTextOf } from '../view/support.ts'
import { close, resend, settleUnsure } from './acts.ts'
import { closeNotice } from './close-notice.ts'
import { pauseConnection, resumeConnection, testConnection } from './connections.ts'
import { runDoctor } from './doctor.ts'
import { getSettings, saveSettings, setSecret } from './settings.ts'

const PAGE = 50

/** One handler for each call of the contract. */
export const createHandlers = (context: EngineContext, role: Role): Handlers => {
  const { store } = context
  const items = createItems(context)
  const health = createHealth({ ...context, role })
  const t = (key: string) => context.texts.in(context.current().locale)(key)
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
    context.current().connections.flatMap(({ id }) => {
      const link = store.links.get(id)
      return link.pauseCause === cause || link.outageCause === cause ? [id] : []
    })

  return {
    'health.get': () => ({ ok: true, value: health.get() }),
    'folders.list': () => ({ ok: true, value: health.folders() }),
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
    'messages.original': ({ id }) => about(id, (message) => originalOf(context, message)),
    'messages.support': ({ id }) => about(id, (message) => ({ text: supportTextOf(context, message) })),
    'messages.resend': (input) => resend(context, input),
    'messages.settle': (input) => settleUnsure(context, input),
    'messages.close': (input) => close(context, input),
    'notices.close': (input) => closeNotice(context, input),
    'causes.list': () => ({ ok: true, value: listCauses(context) }),
    'connections.test': (input) => testConnection(context, role.awakeMs, input),
    'connections.pause': (input) => pauseConnection(context, input),
    'connections.resume': (input) => resumeConnection(context, input),
    'settings.get': () => getSettings(context),
    'settings.save': (input) => saveSettings(context, input),
    'secrets.set': (input) => setSecret(context, input),
    'doctor.run': () => runDoctor(context, role),
  }
}
