import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { otaMessageTypes } from '../../../main/core/channels/pmsxchange/ota-messages.ts'
import { parseScenario } from '../../../main/rehearsal/scenario.ts'
import { startStandIn } from '../../../main/rehearsal/stand-in.ts'
import packageFile from '../../../package.json' with { type: 'json' }
import { discard, folderOf, keep, placeSettings } from './archive.ts'
import { Expected, type ExpectedMessage, historyOf } from './expected.ts'
import type { Told } from './exports.ts'
import { createHandClock, type Program } from './program.ts'
import {
  beginsAt,
  HELD_HOTEL,
  newPassword,
  PAUSE_REASON,
  PAUSED_CONNECTION,
  play,
  policy,
  searches,
  secrets,
  settings,
} from './story.ts'

/**
 * Makes the kept data folder of the version in package.json, once before that version ships: `node
 * test/support/data-folders/make.ts`. Refuses where there is one already: it is what hotels of that version
 * have, and is never made again.
 */

const { version } = packageFile
if (existsSync(folderOf(version))) {
  process.stderr.write(`${folderOf(version)} is there already and is never made again. Nothing was changed.\n`)
  process.exit(1)
}

const say = (line: string) => process.stdout.write(`${line}\n`)

/** What the story says of a message, with what the program knows besides; throws where the two differ. */
const expectedOf = async (program: Program, told: readonly Told[]): Promise<ExpectedMessage[]> => {
  const items = await program.all()
  const differences: string[] = []
  const found: ExpectedMessage[] = []
  for (const item of items) {
    const one = told.find(({ fileName, part }) => fileName === item.fileName && part === item.part.n)
    if (!one) {
      differences.push(`${item.fileName} is not in the story`)
      continue
    }
    const detail = await program.call('messages.get', { id: item.id })
    const isGone = (await program.call('messages.content', { id: item.id })).text === null && item.kind !== 'other'
    const shown = { ...item, isContentGone: isGone, sha256: detail.sha256 }
    for (const key of [
      'connection',
      'hotelCode',
      'reservationId',
      'guest',
      'kind',
      'state',
      'isContentGone',
      'sha256',
    ] as const)
      if (shown[key] !== one[key])
        differences.push(`${item.fileName} ${key}: ${String(shown[key])}, not ${String(one[key])}`)
    if (one.cause !== item.cause)
      differences.push(`${item.fileName} ${item.reservationId} cause: ${item.cause}, not ${one.cause}`)
    found.push({
      ...one,
      id: item.id,
      ...historyOf(detail),
      duplicateOf: detail.duplicateOf,
      supersededBy: detail.supersededBy,
    })
  }
  if (found.length !== told.length) differences.push(`${found.length} messages, not ${told.length}`)
  if (differences.length > 0) throw new Error(`The program and the story differ:\n${differences.join('\n')}`)
  return found
}

const countBy = (values: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length]).sort())

/**
 * Guest, reservation and file name as words a person would look for; kept apart from the program's own
 * search.
 */
const isFound = ({ guest, reservationId }: ExpectedMessage, search: string): boolean => {
  const plain = (text: string) =>
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replaceAll('ß', 'ss')
      .replaceAll('ı', 'i')
      .replace(/['’-]/g, '')
      .toLowerCase()
  const words = `${plain(guest ?? '')} ${plain(reservationId ?? '')}`.split(/[\s,]+/)
  return plain(search.replace('ue', 'ü'))
    .split(' ')
    .every((word) => words.includes(word))
}

/** One message a line: readable, and a difference names its message. */
const written = ({ messages, ...rest }: Expected): string => {
  const lines = messages.map((message) => `    ${JSON.stringify(message)}`).join(',\n')
  const head = JSON.stringify(rest, null, 2).replace(/\n}$/, '')
  return `${head},\n  "messages": [\n${lines}\n  ]\n}\n`
}

const data = mkdtempSync(join(tmpdir(), 'night-porter-make-'))
const clock = createHandClock(beginsAt)
const anyScenario = parseScenario({ messageTypes: [...otaMessageTypes] })
if (!anyScenario.ok) throw new Error('no scenario')
const standIn = await startStandIn({ port: 0, scenario: anyScenario.scenario, clock })
const exports = join(data, 'export')
const keptSettings = `${JSON.stringify(settings, null, 2)}\n`
writeFileSync(join(data, 'settings.json'), placeSettings(keptSettings, { url: standIn.url, exports }))
writeFileSync(join(data, 'policy.json'), `${JSON.stringify(policy, null, 2)}\n`)
const store = createFileSecrets({ folder: data })
for (const [name, value] of Object.entries(secrets)) store.set(name, value)
let ids = 0
const uuid = () => `0a0e0100-0000-4000-8000-${String(++ids).padStart(12, '0')}`

const { program, told } = await play({ data, exports, clock, standIn, uuid, version })
const madeAt = clock.now()
// The files as a crash at this moment would leave them.
const left = readdirSync(data, { withFileTypes: true }).filter(
  (entry) => entry.isFile() && !entry.name.endsWith('-shm'),
)
const files = new Map(
  left.map(({ name }) => [name, name === 'settings.json' ? Buffer.from(keptSettings) : readFileSync(join(data, name))]),
)
try {
  if (program.faults.length > 0) throw new Error(program.faults.join('\n'))
  const messages = await expectedOf(program, told)
  const search = searches.map((words) => ({
    search: words,
    ids: messages.filter((one) => isFound(one, words)).map(({ id }) => id),
  }))
  for (const { search: words, ids: wanted } of search) {
    const found = (await program.call('messages.list', { search: words, limit: 500 })).items
      .map(({ id }) => id)
      .reverse()
    if (found.join() !== wanted.join())
      throw new Error(`'${words}' finds ${found.length} messages, not ${wanted.length}`)
  }
  const health = await program.call('health.get')
  const { locked } = await program.call('settings.get')
  const expected = Expected.parse({
    version,
    madeAt,
    counts: countBy(told.map(({ state }) => state)),
    search,
    causes: (await program.call('causes.list')).map(({ cause, connection, messages: n }) => ({
      cause,
      connection,
      messages: n,
    })),
    connections: Object.fromEntries(health.connections.map(({ id, state }) => [id, state])),
    lastExports: Object.fromEntries(health.folders.map(({ id, lastExportAt }) => [id, lastExportAt ?? 0])),
    pauseReason: PAUSE_REASON,
    heldHotel: HELD_HOTEL,
    alarms: program.store.alarms.list().map(({ cause, connection }) => ({ cause, connection })),
    startupNotices: health.notices?.length ?? 0,
    secrets: Object.keys(secrets),
    locked,
    newPassword,
    resumes: PAUSED_CONNECTION,
    messages,
  } satisfies Expected)
  const size = keep(version, files)
  writeFileSync(join(folderOf(version), 'expected.json'), written(expected))
  say(`${folderOf(version)}: ${[...files].map(([name, { length }]) => `${name} ${length}`).join(', ')}`)
  say(`${size} bytes kept, ${messages.length} messages: ${JSON.stringify(expected.counts)}`)
} catch (error) {
  discard(version)
  throw error
} finally {
  rmSync(data, { recursive: true, force: true })
}
// The program is not stopped, as in a crash: its requests never end.
process.exit(0)
