import { existsSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { openStore } from '../../../main/host/open-store.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { placesOf } from '../../../main/store/lifecycle/places.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { salvage } from '../../../main/store/salvage/salvage.ts'
import { createVault } from '../../../main/store/vault.ts'
import { inState, makeEngine, standInFor } from '../../support/make-engine.ts'
import { leavesOf, spoilPage } from './damage.ts'
import { databaseIn, dataFolder, openIn, type Written, writeMessage } from './hotel.ts'

/**
 * A database that a power cut or a dying disk has damaged: set aside, never deleted, and what can be read
 * goes on.
 */

const MESSAGES = 60

/** A folder with messages, every tenth delivered, closed. */
const hotel = (): { data: string; path: string; written: Written[] } => {
  const data = dataFolder()
  const store = openIn(data)
  const written = Array.from({ length: MESSAGES }, (_, n) =>
    writeMessage(store, { n, state: n % 10 === 0 ? 'delivered' : 'waiting' }),
  )
  for (const { id } of written.slice(0, 5))
    store.acts.add({
      id: `act-${id}`,
      messageId: id,
      batchId: null,
      at: 1,
      what: 'resent',
      who: 'Reception',
      reason: 'asked for',
    })
  store.close()
  return { data, path: databaseIn(data), written }
}

const vaultIn = (data: string) => {
  const keys = createFileSecrets({ folder: data }).vaultKeys.read()
  if (!keys.ok) throw new Error(keys.sentence)
  return createVault(keys.ring)
}
const asideIn = (data: string): string[] =>
  existsSync(join(data, 'set-aside')) ? readdirSync(join(data, 'set-aside')) : []
const noticesIn = (data: string) => {
  const store = openIn(data)
  const notices = store.startupNotices.list()
  return { store, notices }
}
const idsLeft = (store: ReturnType<typeof openIn>, written: Written[]) =>
  written.filter(({ id }) => store.messages.get(id) !== null)

describe('a sound database', () => {
  it('is left as it is, with no word about it, also after an unclean end', () => {
    const { data, written } = hotel()
    const { store, notices } = noticesIn(data)
    expect([notices, asideIn(data), idsLeft(store, written).length]).toEqual([[], [], MESSAGES])
  })
})

describe('a damaged database', () => {
  it('whose index is damaged loses nothing', () => {
    const { data, path, written } = hotel()
    const [leaf] = leavesOf(path, 'messages_by_order').slice(-1)
    spoilPage(path, leaf ?? 0)
    const damaged = readFileSync(path)
    const { store, notices } = noticesIn(data)
    expect(notices).toMatchObject([
      { kind: 'recovered', facts: { messages: MESSAGES, undelivered: 54, lost: 0, withoutBody: 0 } },
    ])
    expect(idsLeft(store, written)).toHaveLength(MESSAGES)
    for (const { id } of written) expect(store.messages.body(id)).toContain('<Booking')
    expect(store.captures.content(written[7]?.captureId ?? '')?.toString()).toContain('<Booking n="7">')
    expect(store.attempts.list(written[10]?.id ?? '')).toMatchObject([{ outcome: 'delivered' }])
    expect(store.acts.list(written[2]?.id ?? '')).toMatchObject([{ who: 'Reception', reason: 'asked for' }])
    const file = String(notices[0]?.facts.file)
    expect(readFileSync(join(data, 'set-aside', file)).equals(damaged)).toBe(true)
  })

  it('that lost messages says how many undelivered ones, and keeps all others with their content', () => {
    const { data, path, written } = hotel()
    const leaves = leavesOf(path, 'messages')
    spoilPage(path, leaves[Math.floor(leaves.length / 2)] ?? 0)
    const { store, notices } = noticesIn(data)
    const left = idsLeft(store, written)
    const lostUndelivered = written.filter((one, n) => n % 10 !== 0 && !left.includes(one)).length
    expect(lostUndelivered).toBeGreaterThan(0)
    expect(left.length).toBeGreaterThan(MESSAGES - 15)
    expect(notices).toMatchObject([{ kind: 'recovered-lost', facts: { messages: left.length, lost: lostUndelivered } }])
    for (const { id } of left) expect(store.messages.body(id)).toContain('<Booking')
    expect(store.links.lanes()).toHaveLength(1)
  })

  it('that lost bodies says of how many', () => {
    const { data, path, written } = hotel()
    const leaves = leavesOf(path, 'message_bodies')
    spoilPage(path, leaves[3] ?? 0)
    const { store, notices } = noticesIn(data)
    const bare = written.filter(({ id }, n) => n % 10 !== 0 && store.messages.body(id) === null).length
    expect(bare).toBeGreaterThan(0)
    expect(bare).toBeLessThan(15)
    expect(notices).toMatchObject([{ kind: 'recovered', facts: { withoutBody: bare } }])
  })

  it.each(['captures', 'search_marks', 'sender', 'lanes', 'capture_contents', 'attempts'])(
    'with garbage in %s keeps every message',
    (table) => {
      const { data, path, written } = hotel()
      const leaves = leavesOf(path, table)
      spoilPage(path, leaves[Math.floor(leaves.length / 2)] ?? 0)
      const { store, notices } = noticesIn(data)
      expect(notices).toMatchObject([{ kind: 'recovered', facts: { messages: MESSAGES, lost: 0 } }])
      expect(idsLeft(store, written)).toHaveLength(MESSAGES)
      expect(store.links.lanes()).toHaveLength(1)
      expect(store.sender.take(1, 'next', { after: store.sender.read().epoch, holdsLock: true })).not.toBeNull()
    },
  )

  it('that was cut off keeps what is in the part that is left, and says what is not known', () => {
    const { data, path, written } = hotel()
    truncateSync(path, 40 * 4096)
    const { store, notices } = noticesIn(data)
    expect(notices[0]?.kind).toMatch(/^recovered-(lost|unknown)$|^unreadable$/)
    for (const { id } of idsLeft(store, written)) expect(store.messages.get(id)?.reservationId).toMatch(/^R/)
    expect(asideIn(data)).not.toEqual([])
  })

  it('of which nothing can be read is set aside whole, and a new one begun', () => {
    const { data, path } = hotel()
    writeFileSync(path, Buffer.alloc(200_000, 0x55))
    const { store, notices } = noticesIn(data)
    expect(notices).toMatchObject([{ kind: 'unreadable' }])
    expect(store.lists.counts()).toEqual({})
    expect(readFileSync(join(data, 'set-aside', String(notices[0]?.facts.file)))).toEqual(Buffer.alloc(200_000, 0x55))
  })

  it('gives each its own name when it happens again', () => {
    const { data, path } = hotel()
    for (let n = 0; n < 3; n++) {
      const [leaf] = leavesOf(path, 'messages_by_order').slice(-1)
      spoilPage(path, leaf ?? 0)
      openIn(data, () => Date.UTC(2031, 4, 6)).close()
    }
    expect(asideIn(data).filter((name) => name.endsWith('.db'))).toHaveLength(3)
  })

  it('is not touched while another process has it open', () => {
    const { data, path } = hotel()
    const other = openIn(data)
    const [leaf] = leavesOf(path, 'messages_by_order').slice(-1)
    spoilPage(path, leaf ?? 0)
    openIn(data).close()
    expect(asideIn(data)).toEqual([])
    other.close()
    expect(noticesIn(data).notices).toMatchObject([{ kind: 'recovered' }])
  })
})

describe('a crash while a damaged database is replaced', () => {
  const damagedHotel = () => {
    const made = hotel()
    const [leaf] = leavesOf(made.path, 'messages_by_order').slice(-1)
    spoilPage(made.path, leaf ?? 0)
    return { ...made, places: placesOf(made.path) }
  }
  const at = Date.UTC(2031, 4, 6)
  const name = 'night-porter-2031-05-06T00-00-00Z.db'
  const all = (data: string, written: Written[]) => {
    const { store, notices } = noticesIn(data)
    expect(idsLeft(store, written)).toHaveLength(MESSAGES)
    expect(notices).toMatchObject([{ kind: 'recovered' }])
  }

  it('with the new one half written begins again', () => {
    const { data, written, places } = damagedHotel()
    writeFileSync(places.partial, 'half')
    all(data, written)
  })

  it('with the new one complete and the old one still there goes on', () => {
    const { data, path, written, places } = damagedHotel()
    salvage({ from: path, to: places.partial, migrations, at, setAsideName: name, vault: vaultIn(data) })
    renameSync(places.partial, places.recovered)
    all(data, written)
    expect(asideIn(data)).toContain(name)
  })

  it('with the old one gone but not its log goes on, and lets the log follow', () => {
    const { data, path, written, places } = damagedHotel()
    salvage({ from: path, to: places.partial, migrations, at, setAsideName: name, vault: vaultIn(data) })
    renameSync(places.partial, places.recovered)
    writeFileSync(`${path}-wal`, 'a log of the old one')
    openIn(dataFolder()).close()
    renameSync(path, join(data, 'elsewhere'))
    all(data, written)
    expect(asideIn(data)).toContain(`${name}-wal`)
  })

  it('never takes the folder for a new one, even without its key', () => {
    const { data, path, written, places } = damagedHotel()
    salvage({ from: path, to: places.partial, migrations, at, setAsideName: name, vault: vaultIn(data) })
    renameSync(places.partial, places.recovered)
    renameSync(path, `${path}.moved`)
    const other = dataFolder()
    const opened = openStore({ databasePath: path, isNew: true, secrets: createFileSecrets({ folder: other }) })
    if (!opened.ok) return expect.unreachable(opened.sentence)
    // What is in it stays, unreadable until its key is back; what comes goes on with a new one.
    expect(opened.store.messages.get(written[0]?.id ?? '')).not.toBeNull()
    expect(opened.store.keys.isKeyLost()).toBe(true)
    expect(opened.store.startupNotices.list().map(({ kind }) => kind)).toContain('key-lost')
    opened.store.close()
  })
})

describe('after a start with a damaged database', () => {
  it('sends what was saved and says on screen what happened', async () => {
    const down = await standInFor({ rules: [{ do: { status: 503 } }] })
    const made = await makeEngine({ standIn: down })
    for (let n = 0; n < 12; n++) made.drop(`${n}.xml`, newBooking({ reservationId: `B${n}` }))
    for (let n = 0; n < 12; n++) await inState(made, `B${n}`, 'waiting')
    await made.stop()
    const path = databaseIn(made.data)
    const [leaf] = leavesOf(path, 'messages_by_order').slice(-1)
    spoilPage(path, leaf ?? 0)
    const again = await makeEngine({ standIn: await standInFor(), data: made.data })
    for (let n = 0; n < 12; n++) await inState(again, `B${n}`, 'delivered')
    const { notices } = await again.call('health.get')
    expect(notices).toMatchObject([{ sentence: expect.stringContaining('12 undelivered messages') }])
    expect(notices?.[0]?.sentence).toContain('set-aside/night-porter-')
  })
})
