import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { otaMessageTypes } from '../../../main/core/channels/pmsxchange/ota-messages.ts'
import { parseScenario, type ScenarioFile } from '../../../main/rehearsal/scenario.ts'
import type { StandIn } from '../../../main/rehearsal/stand-in.ts'
import { createPms, type ExportFile, type Told } from './exports.ts'
import { dropExport, type HandClock, type Program, startProgram } from './program.ts'

/**
 * Eleven days of a hotel group that end in the middle of a bad morning, so that every state and every trouble
 * is in the data folder.
 */

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

export const beginsAt = Date.parse('2026-11-10T08:00:00Z')
export const HELD_HOTEL = 'WEST'
export const PAUSED_CONNECTION = 'sued'
export const PAUSE_REASON = 'The system is changed over at Sued until noon'
export const newPassword = { name: 'nord', value: 'practice-only-password' }
export const searches = [
  'grossmann',
  'Großmann',
  'Yıldırım',
  'dvořáková',
  'mueller heike',
  'orourke',
  'AU-40',
  'yildirim',
  '山田',
  'LI-43',
  'J-5',
  'nobody',
]

const kinds = { pmsx: 'xml', nord: 'xml', sued: 'xml', prx: 'json' } as const

const access = {
  kind: 'pmsxchange',
  url: 'http://127.0.0.1:1/webservices/PRACTICE',
  requestorId: 'PRACTICE',
  username: 'practice-user',
}
const patience = {
  timeoutSeconds: 20,
  retry: { steps: [5, 10, 20, 40, 60], alarmAfterMinutes: 5, giveUpAfterMinutes: 720 },
}
const folder = (connection: string) => ({
  id: connection,
  path: `EXPORT/${connection}`,
  connection,
  ready: { kind: 'quiet', seconds: 0.5 },
  scanSeconds: 1,
})

/** As they are kept: with places for the channel's address and the export folders. */
export const settings = {
  version: 1,
  hotelName: 'Aurora Hotels',
  locale: 'en',
  timeZone: 'Europe/Vienna',
  rehearsal: true,
  connections: [
    { id: 'pmsx', label: 'SiteMinder', ...access, passwordSecret: 'pmsx', ...patience },
    { id: 'nord', label: 'SiteMinder Nord', ...access, passwordSecret: 'nord', ...patience },
    { id: 'sued', label: 'SiteMinder Sued', ...access, passwordSecret: 'sued', ...patience },
    {
      id: 'prx',
      kind: 'propexo',
      label: 'Propexo',
      url: 'http://127.0.0.1:1',
      tokenSecret: 'prx',
      pollSeconds: 0.5,
      afterMaintenance: { retryAt: '09:00' },
      ...patience,
    },
  ],
  folders: Object.keys(kinds).map(folder),
  contacts: { 'hotel-it': { name: 'Ada Beispiel', phone: '+43 1 5550100' } },
}
export const policy = { contacts: { 'channel-support': { phone: '+43 1 5550199' } } }
export const secrets = {
  pmsx: 'practice-only-password',
  nord: 'practice-only-password-of-last-year',
  sued: 'practice-only-password',
  prx: 'practice-only-token',
}

const scenario = (more: ScenarioFile = {}, rooms: string[] = []) => {
  const parsed = parseScenario({
    messageTypes: [...otaMessageTypes],
    hotels: [
      { code: 'AURORA', rooms: ['DBL', 'SGL', ...rooms], rates: ['BAR', 'NRF'] },
      { code: 'LINDE' },
      { code: 'NORD' },
      { code: 'SUED' },
      { code: HELD_HOTEL, isActive: false },
    ],
    ...more,
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.scenario
}
const down = { match: { path: '/webservices/*' }, do: { status: 503, html: true } } as const
const silent = { match: { path: '/webservices/*' }, do: { halfOpen: true } } as const

type Parts = { data: string; exports: string; clock: HandClock; standIn: StandIn; uuid: () => string; version: string }

/** Plays the story. The program still runs when it ends, with a request of each kind of channel in flight. */
export const play = async ({
  data,
  exports,
  clock,
  standIn,
  uuid,
  version,
}: Parts): Promise<{ program: Program; told: Told[] }> => {
  const pms = createPms()
  const told: Told[] = []
  const start = () => startProgram({ data, clock, uuid, version })
  let program = start()

  const only = ({ told: [one] }: ExportFile): Told => {
    if (!one) throw new Error('a file without a message')
    return one
  }
  const becomes = (file: ExportFile, what: Partial<Told>) => {
    for (const one of file.told) Object.assign(one, { ...what, ends: what.ends ?? what.state ?? one.ends })
  }
  /** The first of each order key shows what holds all, the others wait for it. */
  const waits = (files: readonly ExportFile[], cause: string | null, leaves: Told['leaves']) => {
    const seen = new Set<string>()
    for (const one of files.flatMap((file) => file.told)) {
      Object.assign(one, {
        state: 'waiting',
        cause: seen.has(one.orderKey) ? null : cause,
        leaves,
        ends: 'delivered',
      } satisfies Partial<Told>)
      seen.add(one.orderKey)
    }
  }
  /** Exports the files one after the other and waits until all are captured. */
  const drop = async (...files: ExportFile[]) => {
    for (const { folder: to, name, content, told: parts } of files) {
      dropExport(join(exports, to), name, content, clock.now())
      told.push(...parts)
      await program.pass(250, 250)
    }
    const names = new Set(files.map(({ name }) => name))
    const isCaptured = async () => {
      const found = new Set((await program.all()).map(({ fileName }) => fileName))
      return [...names].every((name) => found.has(name))
    }
    await program.until(`captured: ${[...names].join(', ')}`, isCaptured)
  }
  const find = async (file: ExportFile) => {
    const found = (await program.all()).find(({ fileName, part }) => fileName === file.name && part.n === 1)
    if (!found) throw new Error(`${file.name} is not there`)
    return found
  }
  const reach = (file: ExportFile, state: string, stepMs = 250) =>
    program.until(`${file.name} ${state}`, async () => (await find(file)).state === state, { stepMs })
  const quiet = () =>
    program.until('nothing on its way', async () =>
      (await program.all()).every(({ state }) => !['waiting', 'sending', 'confirming'].includes(state)),
    )

  // Somebody deletes the database of the first minutes: the next start says that it began anew.
  await program.pass(3_000)
  await program.stop()
  for (const ending of ['', '-wal', '-shm']) rmSync(join(data, `night-porter.db${ending}`), { force: true })
  standIn.setScenario(scenario({ job: { pendingPolls: 1 } }))
  program = start()

  // Ten days ago: an ordinary day, whose content has been deleted by age.
  const ordinary = [
    ...Array.from({ length: 22 }, (_, i) =>
      pms.booking('pmsx', i % 3 === 2 ? 'LINDE' : 'AURORA', `${i % 3 === 2 ? 'LI' : 'AU'}-${i + 1}`),
    ),
    ...[1, 4, 7].map((i) => pms.booking('pmsx', 'AURORA', `AU-${i}`, 'change')),
    pms.booking('pmsx', 'AURORA', 'AU-5', 'older-change'),
    pms.booking('pmsx', 'AURORA', 'AU-8', 'cancel'),
    pms.booking('pmsx', 'LINDE', 'LI-3', 'older-cancel'),
    pms.group('pmsx', 'LINDE', ['LI-30', 'LI-31', 'LI-32']),
    ...(['availability', 'counts', 'rates'] as const).map((what) => pms.inventory('pmsx', 'AURORA', what)),
    ...(['availability', 'rates'] as const).map((what) => pms.inventory('pmsx', 'LINDE', what)),
    ...Array.from({ length: 5 }, (_, i) => pms.booking('sued', 'SUED', `S-${i + 1}`)),
    ...Array.from({ length: 8 }, (_, i) => pms.job('prx', `J-${i + 1}`)),
  ]
  for (const file of ordinary) becomes(file, { isContentGone: true })
  await drop(...ordinary)
  await quiet()
  await program.stop()
  clock.sleep(Date.parse('2026-11-20T04:00:00Z') - clock.now())
  program = start()
  await program.pass(70_000)

  // Today: what the channel refuses, and what people make of it.
  const plans = { failed: pms.job('prx', 'J-10'), maintenance: pms.job('prx', 'J-11'), never: pms.job('prx', 'J-12') }
  const cut = [pms.job('prx', 'J-20'), pms.job('prx', 'J-21'), pms.job('prx', 'J-22')] as const
  const noted = pms.booking('pmsx', 'AURORA', 'AU-60')
  const stubborn = pms.booking('pmsx', 'AURORA', 'AU-61')
  const markOf = (file: ExportFile) => only(file).marks[0] ?? ''
  const today: ScenarioFile = {
    job: { pendingPolls: 1 },
    rules: [
      {
        match: { contains: markOf(plans.failed) },
        do: { job: { end: 'FAILURE', errors: [{ message: 'move_in_date is required', code: '422' }] } },
      },
      { match: { contains: markOf(plans.maintenance) }, do: { job: { end: 'FAILURE' } } },
      { match: { contains: markOf(plans.never) }, do: { job: { end: 'never' } } },
      ...cut.map((file) => ({
        match: { contains: markOf(file), kind: 'new' as const },
        times: 1,
        do: { cut: 'before-reply' as const },
      })),
      {
        match: { contains: markOf(noted) },
        do: { warning: { type: '3', status: 'Complete', text: 'Special request was not taken over' } },
      },
      { match: { contains: markOf(stubborn) }, times: 2, do: { status: 500 } },
    ],
  }
  standIn.setScenario(scenario(today))

  const first = pms.booking('pmsx', 'AURORA', 'AU-62')
  const second = pms.booking('pmsx', 'AURORA', 'AU-63')
  const more = ['AU-64', 'AU-65'].map((id) => pms.booking('pmsx', 'AURORA', id))
  await drop(
    first,
    second,
    ...more,
    noted,
    stubborn,
    pms.inventory('pmsx', 'AURORA', 'availability'),
    pms.inventory('pmsx', 'AURORA', 'rates'),
  )
  becomes(noted, { cause: 'delivered-with-remark' })
  await program.until('delivered', async () => (await find(stubborn)).state === 'delivered')

  const suite = (id: string) => pms.booking('pmsx', 'AURORA', id, 'new', { roomType: 'SUI' })
  const replaced = suite('AU-70')
  const behind = suite('AU-71')
  const later = suite('AU-72')
  const kept = suite('AU-73')
  const closed = suite('AU-74')
  const repeated = suite('AU-75')
  const mapped = ['AU-76', 'AU-77'].map((id) => pms.booking('pmsx', 'AURORA', id, 'new', { roomType: 'TRP' }))
  const rate = pms.booking('pmsx', 'AURORA', 'AU-78', 'new', { ratePlan: 'XMAS' })
  const healing = suite('AU-79')
  const refused = { state: 'failed', cause: 'room-type-unknown' }
  for (const file of [replaced, behind, later, kept, closed, repeated, healing]) becomes(file, refused)
  becomes(rate, { state: 'failed', cause: 'rate-unknown' })
  const broken = pms.unusable('pmsx', 'Export failed: printer not ready')
  const foreign = pms.unusable('pmsx', '<?xml version="1.0"?><Invoice><Total>12</Total></Invoice>')
  becomes(broken, { state: 'failed', cause: 'file-broken' })
  becomes(foreign, { state: 'failed', cause: 'file-unsupported' })
  await drop(replaced, behind, later, kept, closed, repeated, ...mapped, rate, healing, broken, foreign)
  await quiet()

  const correction = pms.booking('pmsx', 'AURORA', 'AU-70', 'change')
  becomes(replaced, { state: 'superseded' })
  await drop(correction)
  await reach(correction, 'delivered')
  await program.call('messages.close', { id: (await find(closed)).id, reason: 'Entered by hand' })
  becomes(closed, { state: 'handled' })
  standIn.setScenario(scenario(today, ['TRP']))
  await program.call('messages.resend', { ids: await Promise.all(mapped.map(async (file) => (await find(file)).id)) })
  await program.until('resent', async () =>
    (await Promise.all(mapped.map(find))).every(({ state }) => state === 'delivered'),
  )
  // The PMS exports unchanged what had failed: no new message, an act of the PMS on the old one.
  dropExport(join(exports, 'pmsx'), pms.again(repeated).name, repeated.content, clock.now())
  await program.until(
    'captured again',
    async () => (await find(repeated)).attempts === 2 && (await find(repeated)).state === 'failed',
  )
  const duplicate = pms.again(first)
  becomes(duplicate, { state: 'duplicate', cause: 'duplicate' })
  await drop(duplicate)

  // Jobs: refused, in maintenance, never ending, and three writes whose answers were cut off.
  await drop(plans.failed, plans.maintenance, plans.never, ...cut)
  becomes(plans.failed, { state: 'failed', cause: 'job-refused' })
  becomes(plans.maintenance, { state: 'waiting', cause: 'job-maintenance' })
  becomes(plans.never, { state: 'confirming', cause: 'job-never-ends', ends: 'delivered' })
  await reach(plans.failed, 'failed', 1_000)
  await program.until('maintenance', async () => (await find(plans.maintenance)).cause === 'job-maintenance', {
    stepMs: 1_000,
  })
  for (const file of cut) await reach(file, 'unsure', 1_000)
  const [arrived, lost, open] = cut
  await program.call('messages.settle', {
    id: (await find(arrived)).id,
    arrived: true,
    reason: 'Seen at the other side',
  })
  becomes(arrived, { cause: null })
  await program.call('messages.settle', { id: (await find(lost)).id, arrived: false, reason: 'Not there' })
  await reach(lost, 'delivered', 1_000)
  becomes(open, { state: 'unsure', cause: 'unknown-outcome' })
  const heldByUnsure = pms.job('prx', 'J-22', 'PATCH')
  becomes(heldByUnsure, { state: 'waiting', cause: 'held-behind-unsure' })
  const afterNever = pms.job('prx', 'J-12', 'PATCH')
  becomes(afterNever, { state: 'waiting', cause: null, leaves: 'at-once', ends: 'delivered' })

  // A password that the channel does not take any more, a hotel it does not know, a pause that a person
  // chose.
  const nord = [
    pms.booking('nord', 'NORD', 'N-1'),
    pms.booking('nord', 'NORD', 'N-2'),
    pms.booking('nord', 'NORD', 'N-2', 'change'),
  ]
  waits(nord, 'wrong-password', 'password')
  const west = pms.booking('pmsx', HELD_HOTEL, 'W-1')
  becomes(west, { state: 'failed', cause: 'hotel-not-active' })
  await drop(heldByUnsure, afterNever, ...nord, west)
  await reach(west, 'failed')
  const moreWest = [
    pms.booking('pmsx', HELD_HOTEL, 'W-2'),
    pms.booking('pmsx', HELD_HOTEL, 'W-2', 'change'),
    pms.booking('pmsx', HELD_HOTEL, 'W-3'),
  ]
  await program.call('connections.pause', { id: PAUSED_CONNECTION, reason: PAUSE_REASON })
  const sued = [
    pms.booking('sued', 'SUED', 'S-10'),
    pms.booking('sued', 'SUED', 'S-10', 'change'),
    pms.booking('sued', 'SUED', 'S-10', 'cancel'),
    pms.booking('sued', 'SUED', 'S-11'),
    pms.inventory('sued', 'SUED', 'availability'),
    pms.inventory('sued', 'SUED', 'availability'),
  ]
  // What holds the hotel stands behind the outage that holds everything.
  waits(moreWest, 'unavailable', 'password')
  waits(sued, 'paused-by-person', 'resume')
  await drop(...moreWest, ...sued)

  // The channel goes down, and the PMS goes on exporting.
  standIn.setScenario(scenario({ ...today, rules: [down, ...(today.rules ?? [])] }, ['TRP']))
  const queue = [
    ...(['new', 'change', 'older-change', 'cancel'] as const).map((way) => pms.booking('pmsx', 'AURORA', 'AU-40', way)),
    ...(['new', 'older-cancel'] as const).map((way) => pms.booking('pmsx', 'AURORA', 'AU-41', way)),
    ...(['new', 'change', 'change'] as const).map((way) => pms.booking('pmsx', 'LINDE', 'LI-40', way)),
    pms.group('pmsx', 'LINDE', ['LI-41', 'LI-42', 'LI-43']),
    ...['AU-42', 'AU-43', 'AU-44', 'AU-46'].map((id) => pms.booking('pmsx', 'AURORA', id)),
    ...['LI-44', 'LI-45'].map((id) => pms.booking('pmsx', 'LINDE', id)),
    ...(['availability', 'counts', 'availability', 'rates', 'rates'] as const).map((what) =>
      pms.inventory('pmsx', 'AURORA', what),
    ),
    ...(['availability', 'availability', 'rates'] as const).map((what) => pms.inventory('pmsx', 'LINDE', what)),
    pms.booking('pmsx', 'AURORA', 'AU-42', 'change'),
    pms.booking('pmsx', 'AURORA', 'AU-79', 'change'),
  ]
  waits(queue, 'unavailable', 'at-once')
  becomes(healing, { ...refused, ends: 'superseded' })
  const heldByFailed = pms.booking('pmsx', 'AURORA', 'AU-71', 'older-change')
  becomes(heldByFailed, { state: 'waiting', cause: 'held-behind-failed' })
  const byHand = pms.booking('pmsx', 'AURORA', 'AU-47')
  becomes(byHand, { state: 'handled', cause: null })
  await drop(...queue, heldByFailed, byHand)
  const single = queue.find((file) => only(file).reservationId === 'LI-45')
  if (!single) throw new Error('no booking')
  const doubled = pms.again(single)
  becomes(doubled, { state: 'duplicate', cause: 'duplicate', leaves: null })
  await drop(doubled)
  await program.call('messages.close', { id: (await find(byHand)).id, reason: 'The guest came in person' })
  await program.call('messages.resend', {
    ids: [(await find(second)).id],
    confirm: true,
    reason: 'Not seen at the channel',
  })
  becomes(second, { state: 'waiting', cause: 'unavailable', leaves: 'at-once', ends: 'delivered' })
  await program.call('messages.resend', { ids: [(await find(later)).id], notBefore: clock.now() + 0.5 * DAY })
  becomes(later, { state: 'waiting', cause: 'unavailable' })
  const isAlarmed = () => program.store.alarms.list().some(({ cause }) => cause === 'outage')
  await program.until('the outage alarm', isAlarmed, { stepMs: 1_000 })
  await program.until('a job that never ends', async () => (await find(plans.never)).cause === 'job-never-ends', {
    stepMs: 1_000,
  })

  // A restart, so that little stands in the write-ahead log; then a crash while two requests are on their
  // way.
  const young = [pms.job('prx', 'J-30'), pms.job('prx', 'J-31')]
  const inFlight = pms.job('prx', 'J-32')
  const next = [pms.job('prx', 'J-33'), pms.job('prx', 'J-33', 'PATCH'), pms.job('prx', 'J-34')]
  for (const file of young) becomes(file, { state: 'confirming', cause: 'job-pending', ends: 'delivered' })
  becomes(inFlight, { state: 'sending', cause: null, ends: 'unsure' })
  waits(next, null, 'at-once')
  standIn.setScenario(scenario({ job: { end: 'never' }, rules: [down] }, ['TRP']))
  await drop(...young)
  for (const file of young) await reach(file, 'confirming')
  await program.until('asked about', async () =>
    (await Promise.all(young.map(find))).every(({ cause }) => cause === 'job-pending'),
  )
  await program.stop()
  standIn.setScenario(
    scenario({ job: { end: 'never' }, rules: [silent, { match: { kind: 'new' }, do: { halfOpen: true } }] }, ['TRP']),
  )
  program = start()
  const settled = { stepMs: 500, isPatient: false }
  dropExport(join(exports, 'prx'), inFlight.name, inFlight.content, clock.now())
  told.push(...inFlight.told)
  await program.until(
    'two requests on their way',
    async () => (await program.all()).filter(({ state }) => state === 'sending').length === 2,
    settled,
  )
  for (const file of next) {
    dropExport(join(exports, 'prx'), file.name, file.content, clock.now())
    told.push(...file.told)
    const isThere = async () => (await program.all()).some(({ fileName }) => fileName === file.name)
    await program.until('captured', isThere, settled)
  }
  // The outage's probe is whichever booking had its turn; it goes again like the others.
  const probe = (await program.all()).find(({ state, connection }) => state === 'sending' && connection === 'pmsx')
  const probing = told.find(({ fileName, part }) => fileName === probe?.fileName && part === probe.part.n)
  if (probing?.leaves !== 'at-once') throw new Error('the probe is not one of the queue')
  Object.assign(probing, { state: 'sending', cause: probe?.cause ?? null })
  return { program, told }
}
