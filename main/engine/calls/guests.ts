import type { Answer, GuestData, Output, ParsedInput } from '../../contract/methods.ts'
import { withoutGuest } from '../../core/playbook/without-guest.ts'
import type { StoredMessage } from '../../store/tables/messages.ts'
import type { CallDeps } from './deps.ts'
import { type FileQuery, guestFiles } from './guest-files.ts'

/**
 * A guest asks what is stored, or asks that it be erased (docs/privacy.md). What goes is deleted and
 * overwritten where it stands, the copies included; that it went is written down without naming anybody.
 */

type GuestDeps = Pick<CallDeps, 'store' | 'files' | 'settings' | 'clock' | 'ids' | 'host' | 'log' | 'changed'>

const MOST_FOUND = 100
/** What will still go out, or is going out, by itself. */
const onTheirWay = new Set<StoredMessage['state']>(['waiting', 'sending', 'confirming'])
/** Availability and rates of a hotel have one order key for ever; a booking's messages have their own. */
const bookingKinds = new Set<StoredMessage['kind']>(['new', 'change', 'cancel'])

/** Every message of the bookings that the words lead to: a cancellation names no guest. */
const messagesFor = (store: GuestDeps['store'], search: string): { found: StoredMessage[]; isCut: boolean } =>
  store.read(() => {
    const page = store.lists.page({ search, beforeSeq: null, limit: MOST_FOUND })
    const ids = page.flatMap(({ id, kind, orderKey }) =>
      bookingKinds.has(kind) ? store.messages.ofKey(orderKey).map((one) => one.id) : [id],
    )
    const found = [...new Set(ids)].map((id) => store.messages.get(id)).filter((message) => message !== null)
    return { found, isCut: page.length === MOST_FOUND }
  })

const queryOf = (messages: readonly StoredMessage[], search: string | null): FileQuery => ({
  fileNames: new Set(messages.map(({ details }) => details.fileName)),
  numbers: messages.flatMap(({ reservationId, kind }) =>
    reservationId !== null && bookingKinds.has(kind) ? [reservationId] : [],
  ),
  search,
})

const keysOf = (messages: readonly StoredMessage[]): string[] => [
  ...new Set(messages.filter(({ kind }) => bookingKinds.has(kind)).map(({ orderKey }) => orderKey)),
]

const shown = (store: GuestDeps['store'], message: StoredMessage): GuestData['messages'][number] => {
  const { id, kind, state, reservationId, hotelCode, arrival, departure, capturedAt, deliveredAt, details } = message
  return {
    ...{ id, kind, state, reservationId, hotelCode, arrival, departure, capturedAt, deliveredAt },
    guest: details.guest,
    fileName: details.fileName,
    ...store.guests.storedOf(id, message.captureId),
    needsConfirm: onTheirWay.has(state),
  }
}

/** All that is stored of a guest, found by words of the name or by the number of the reservation. */
export const findGuest = async (
  deps: GuestDeps,
  { search }: ParsedInput<'guests.find'>,
): Promise<Answer<GuestData>> => {
  const { store } = deps
  const { found, isCut } = messagesFor(store, search)
  const files = await guestFiles(deps, queryOf(found, search))
  const wanted = { ids: found.map(({ id }) => id), orderKeys: keysOf(found) }
  return {
    ok: true,
    value: {
      messages: found.map((message) => shown(store, message)),
      files: files.map(({ name, place }) => ({ name, place })),
      copies: store.guests.copies(wanted).filter(({ messages }) => messages !== 0),
      isCut,
    },
  }
}

type Left = Output<'guests.erase'>['left']

/** Takes files away; what cannot be is told, so that a person does it. */
const eraseFiles = async (deps: GuestDeps, query: FileQuery): Promise<{ files: number; left: Left }> => {
  const left: Left = []
  let files = 0
  for (const { name, path, place } of await guestFiles(deps, query)) {
    // What lies in the export folder itself is the PMS's.
    if (place === 'export') continue
    const removed = await deps.files.remove(path)
    if (removed.ok || removed.reason === 'gone') files += 1
    else left.push({ what: name, why: 'file' })
  }
  return { files, left }
}

/**
 * Erases in this order: files, copies, then the messages by which both are found; so what a crash leaves is
 * found and erased again.
 */
export const eraseGuest = async (
  deps: GuestDeps,
  { ids, reason, confirm = false }: ParsedInput<'guests.erase'>,
): Promise<Answer<Output<'guests.erase'>>> => {
  const { store, clock, host } = deps
  const known = [...new Set(ids)].map((id) => store.messages.get(id)).filter((message) => message !== null)
  const isLeft = ({ state }: StoredMessage): boolean => state === 'sending' || (onTheirWay.has(state) && !confirm)
  const chosen = known.filter((message) => !isLeft(message))
  const left: Left = known
    .filter(isLeft)
    .map(({ id, state }) => ({ what: id, why: state === 'sending' ? ('sending' as const) : ('waiting' as const) }))
  if (chosen.length === 0) return { ok: true, value: { messages: 0, files: 0, copies: 0, left } }

  const chosenIds = chosen.map(({ id }) => id)
  // Of a booking of which something stays, only what was chosen goes; else all that copies still know of it.
  const staying = new Set(keysOf(known.filter(isLeft)))
  const orderKeys = keysOf(chosen).filter(
    (key) => !staying.has(key) && store.messages.ofKey(key).every(({ id }) => chosenIds.includes(id)),
  )
  const files = await eraseFiles(deps, queryOf(chosen, null))
  left.push(...files.left)
  const wanted = { ids: chosenIds, orderKeys }
  let copies = 0
  for (const { name, messages } of store.guests.copies(wanted)) {
    if (messages === 0) continue
    if (store.guests.eraseFromCopy(name, wanted, confirm) === 'left') left.push({ what: name, why: 'unreadable-copy' })
    else copies += 1
  }
  const guestWords = chosen.flatMap(({ details, reservationId }) => [
    ...details.names,
    details.guest ?? '',
    reservationId ?? '',
  ])
  const messages = store.write(() => {
    // A sender may have claimed one meanwhile; its answer must find it.
    const now = chosenIds.filter((id) => store.messages.get(id)?.state !== 'sending')
    for (const id of chosenIds) if (!now.includes(id)) left.push({ what: id, why: 'sending' })
    const erased = store.guests.erase(now)
    for (const { orderKey, ...counts } of erased)
      store.guests.record({
        ...counts,
        id: deps.ids.uuid(),
        orderKey,
        at: clock.now(),
        who: host.person,
        files: files.files,
        copies,
        reason: withoutGuest(reason, guestWords),
      })
    return erased.reduce((sum, one) => sum + one.messages, 0)
  })
  store.guests.cutLog()
  deps.log.info('guest-erased', { messages, files: files.files, copies, left: left.length })
  deps.changed('messages')
  return { ok: true, value: { messages, files: files.files, copies, left } }
}

export const listErasures = ({ store }: Pick<GuestDeps, 'store'>): Output<'guests.erasures'> =>
  store.guests.erasures().map(({ id: _id, ...erasure }) => erasure)
