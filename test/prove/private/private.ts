import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { MessageItem } from '../../../main/contract/message.ts'
import { seededRandom } from '../../../main/rehearsal/practice-pms.ts'
import { startStandIn } from '../../../main/rehearsal/stand-in.ts'
import { backUpBefore } from '../../../main/store/lifecycle/backup.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { openDatabase } from '../../../main/store/open.ts'
import { leavesOf, spoilPage } from '../../integration/lifecycle/damage.ts'
import { drop, practiceHotel, removeFolder, runCommand, temporaryFolder, until } from '../../support/night-porter.ts'
import { isThorough } from '../../support/thorough.ts'
import { scenarioOf } from '../hotel.ts'
import { createFindings, type Findings, type PartOptions, type PartResult } from '../part.ts'
import { changeOf, filesOf, folderIds, type PlantedFile, rulesOf } from './exports.ts'
import { fuzzAll } from './fuzz.ts'
import { createLooks, type Looks, names } from './looks.ts'
import { createSource, type Plant, plantAll } from './plants.ts'
import { type Porter, seenFromOutside, startPorter, tellingCalls } from './porter.ts'
import { type Needle, needlesOf, searchBytes } from './search.ts'

/**
 * `npm run prove -- private`: the sixth promise tried out. What it finds is told by place, never by value.
 */

const Page = z.object({ value: z.object({ items: z.array(MessageItem) }) })

const settingsOf = (url: string, folders: Record<string, string>) => {
  const usual = practiceHotel({ url, exportFolder: '' })
  const [pmsx] = usual.connections
  const [folder] = usual.folders
  return {
    ...usual,
    connections: [
      { ...pmsx, timeoutSeconds: 3, retry: { steps: [0.1, 0.2, 0.4], alarmAfterMinutes: 5, giveUpAfterMinutes: 30 } },
      { id: 'prx', kind: 'propexo', label: 'Propexo', url, tokenSecret: 'prx', timeoutSeconds: 3, pollSeconds: 0.2 },
    ],
    folders: Object.entries(folders).map(([id, path]) => ({
      ...folder,
      id,
      path,
      connection: id === 'jobs' ? 'prx' : 'pmsx',
      pattern: id === 'jobs' ? '*.json' : '*.xml',
      afterCapture: id === 'jobs' ? 'masked-copy' : id,
    })),
  }
}

const textOf = (plants: readonly Plant[], name: string): string => {
  const plant = plants.find((one) => one.name === name)
  if (!plant) throw new Error(`there is no plant '${name}'`)
  return plant.text
}

/** The search itself is tried first: one that finds nothing proves nothing. */
const checkSearch = (findings: Findings, needles: readonly Needle[]): void => {
  for (const { plant, encoded } of needles) {
    const missed = encoded.find(({ bytes }) => {
      const around = Buffer.concat([Buffer.from([0, 255]), bytes, Buffer.from([255])])
      return !searchBytes(needles, around, '').some((find) => find.plant.name === plant.name)
    })
    findings.check(names.control, missed ? `${plant.name} as ${missed.encoding}` : null)
    if (plant.code !== null) {
      const finds = searchBytes(needles, Buffer.from(`code is ${plant.code}, they say`), '')
      findings.check(names.control, finds.length === 0 ? `${plant.name} as digits by themselves` : null)
    }
  }
}

const itemsOf = async (porter: Porter): Promise<MessageItem[]> =>
  Page.parse(JSON.parse(await porter.ask('messages.list', { limit: 500 }))).value.items

/**
 * Between two tries of a message nothing moves either: so many looks take longer than the steps of
 * `settingsOf`.
 */
const STILL_LOOKS = 25

/**
 * Waits until all that can be captured is, and nothing is being sent; what stays under way is no matter here.
 */
const settle = async (porter: Porter, files: readonly PlantedFile[]): Promise<MessageItem[]> => {
  const wanted = files.map(({ fileName }) => fileName)
  let last = ''
  let stillFor = 0
  return until(
    'every planted file captured and nothing moving',
    async () => {
      const items = await itemsOf(porter)
      const there = new Set(items.map(({ fileName }) => fileName))
      const now = items.map(({ id, state, attempts }) => `${id} ${state} ${attempts}`).join()
      stillFor = now === last && !items.some(({ state }) => state === 'sending') ? stillFor + 1 : 0
      last = now
      // A guest's name or a card number in a file name may be shown masked.
      const known = wanted.filter((name) => there.has(name) || !/^(?:export|job)-/.test(name))
      return known.length === wanted.length && stillFor >= STILL_LOOKS ? items : null
    },
    90_000,
  )
}

/** What people do, with reasons in which they write what they should not. */
const act = async (porter: Porter, plants: readonly Plant[], items: readonly MessageItem[]): Promise<void> => {
  const reasons = plants.filter(({ entry }) => entry === 'reason').map(({ text }) => text)
  const failed = items.filter(({ state, kind }) => state === 'failed' && kind !== 'other')
  const delivered = items.filter(({ state }) => state === 'delivered')
  const unsure = items.filter(({ state }) => state === 'unsure')
  for (const [n, reason] of reasons.entries()) {
    const [first, second] = [failed[n], delivered[n]]
    if (first) await porter.ask('messages.close', { id: first.id, reason })
    if (second) await porter.ask('messages.resend', { ids: [second.id], confirm: true, reason })
    const doubtful = unsure[n]
    if (doubtful) await porter.ask('messages.settle', { id: doubtful.id, arrived: n % 2 === 0, reason })
    await porter.ask('connections.pause', { id: 'prx', reason })
    await porter.ask('connections.resume', { id: 'prx' })
  }
  // Calls that are refused must not write down what they were asked.
  for (const { text } of plants) {
    await porter.ask('messages.list', { search: text.slice(0, 200) })
    await porter.ask(`messages.${text.slice(0, 40).replace(/[^\w.-]/g, '')}`, {})
    await porter.ask('messages.get', { id: text.slice(0, 80) })
    await porter.ask('settings.save', { settings: { version: 1, [text.slice(0, 40)]: text } })
  }
}

const lookAtAnswers = async (looks: Looks, when: string, needles: readonly Needle[], porter: Porter): Promise<void> => {
  const items = await itemsOf(porter)
  for (const { method, input } of tellingCalls(
    items.map(({ id }) => id),
    'Muster',
  ))
    looks.atAnswer(when, needles, method, await porter.ask(method, input))
  const start = await porter.page('/')
  looks.atPage(when, needles, '/', start)
  for (const [, path = ''] of start.toString('utf8').matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+)"/g))
    looks.atPage(when, needles, path, await porter.page(`/${path}`))
}

const lookAtCommands = async (
  looks: Looks,
  when: string,
  needles: readonly Needle[],
  { data, plants, items }: { data: string; plants: readonly Plant[]; items: readonly MessageItem[] },
): Promise<void> => {
  const id = items.find(({ state }) => state === 'failed')?.id ?? 'none'
  const lines: string[][] = [['status', '--json'], ['status'], ['check'], ['resend', '--id', id, '--json']]
  for (const words of lines) {
    const { out, err } = await runCommand([...words, '--data', data])
    looks.atCommand(when, needles, words[0] ?? '', out + err)
  }
  for (const { text, entry } of plants.filter((plant) => plant.entry === 'reply' || plant.entry === 'job-reply')) {
    const kind = entry === 'reply' ? 'pmsxchange' : 'propexo'
    const { out, err } = await runCommand(['explain', '--kind', kind, '--status', '500'], text)
    looks.atCommand(when, needles, 'explain', out + err)
  }
}

/** One hotel through everything; `turn` decides which folder gets which plant. */
const tellStory = async (findings: Findings, { turn, seed }: { turn: number; seed: number }) => {
  const random = seededRandom(seed + turn)
  const plants = plantAll(createSource(random))
  const planted = needlesOf(plants)
  if (turn === 0) checkSearch(findings, planted)
  const password = textOf(plants, 'password of the channel')
  const files = filesOf(plants, turn)
  const standIn = await startStandIn({
    port: 0,
    keep: 100_000,
    scenario: scenarioOf({
      hotel: { code: 'AURORA' },
      credentials: { password, token: textOf(plants, 'token of the job API') },
      rules: rulesOf(files, password),
    }),
  })
  const base = temporaryFolder()
  const data = join(base, 'data')
  const folders = Object.fromEntries([...folderIds, 'jobs'].map((id) => [id, join(base, id)]))
  for (const folder of [data, ...Object.values(folders)]) mkdirSync(folder)
  const looks = createLooks({ findings, data, exportFolders: folders })
  const known = new Set<string>()
  const running: Porter[] = []
  const needles = [...planted]

  const start = async (settings?: unknown): Promise<Porter> => {
    const porter = await startPorter(data, settings)
    running.push(porter)
    const secret: Plant = {
      name: 'token of the program',
      kind: 'secret',
      entry: 'secret',
      values: [porter.token],
      code: null,
      text: '',
    }
    needles.push(...needlesOf([secret]))
    return porter
  }
  const put = (file: PlantedFile): void => {
    const folder = folders[file.folder] ?? base
    known.add(join(folder, file.fileName))
    drop(folder, file.fileName, file.content)
  }
  const kill = async (porter: Porter, when: string): Promise<void> => {
    const outside = seenFromOutside(porter.running.pid)
    await porter.running.kill()
    looks.atProcess(when, needles, Buffer.concat([outside, Buffer.from(porter.running.output())]))
    looks.atFiles(when, needles, known)
  }
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

  let isHeld = false
  try {
    let porter = await start(settingsOf(standIn.url, folders))
    await porter.ask('secrets.set', { name: 'pmsx', value: password })
    await porter.ask('secrets.set', { name: 'prx', value: textOf(plants, 'token of the job API') })
    const thirds = [0, 1, 2].map((n) => files.filter((_file, at) => at % 3 === n))
    for (const [n, third] of thirds.entries()) {
      for (const file of third) put(file)
      // A moment of its own in each round: at the capture, at the sending, after it.
      await pause(random() * 1200)
      await kill(porter, `killed, ${n + 1}`)
      porter = await start()
    }
    let items = await settle(porter, files)
    looks.atFiles('delivered and failed', needles, known)
    looks.atChannel(
      needles,
      standIn.seen.map(({ body }) => body),
    )
    const failed = new Set(items.filter(({ state }) => state === 'failed').map(({ fileName }) => fileName))
    const more = files
      .filter(({ plant }) => plant.entry === 'pms')
      .flatMap((file, n): PlantedFile[] => {
        if (failed.has(file.fileName)) return n % 2 === 0 ? [changeOf(file, n)] : []
        return n % 3 === 0 ? [{ ...file, fileName: file.fileName.replace('.xml', '-again.xml') }] : []
      })
    for (const file of more) put(file)
    items = await settle(porter, [...files, ...more])
    const replaced = items.some(({ state }) => state === 'superseded')
    await act(porter, plants, items)
    items = await settle(porter, files)
    await lookAtAnswers(looks, 'after what people did', needles, porter)
    await lookAtCommands(looks, 'after what people did', needles, { data, plants, items })
    await kill(porter, 'killed after what people did')
    porter = await start()
    await porter.running.stop()
    looks.atProcess('stopped', needles, Buffer.from(porter.running.output()))

    const path = join(data, 'night-porter.db')
    const db = openDatabase({ path, migrations })
    backUpBefore(db, 9999)
    db.close()
    looks.atFiles('copied', needles, known)
    const leaves = leavesOf(path, 'messages')
    spoilPage(path, leaves[Math.floor(leaves.length / 2)] ?? 2)
    porter = await start()
    await until('what could be saved is shown', async () => (await itemsOf(porter)).length > 0)
    await lookAtAnswers(looks, 'saved from a damaged database', needles, porter)
    await porter.running.stop()
    looks.atProcess('stopped at the end', needles, Buffer.from(porter.running.output()))
    looks.atFiles('saved from a damaged database', needles, known)

    const states = new Set(items.map(({ state }) => state))
    findings.check('every kind of end is passed through', replaced ? null : 'nothing is superseded')
    for (const state of ['delivered', 'failed', 'handled', 'duplicate', 'unsure', 'confirming'] as const)
      findings.check('every kind of end is passed through', states.has(state) ? null : `nothing is ${state}`)
    // Reasons and replies are kept without card numbers from the start.
    const isKept = ({ kind, entry }: Plant): boolean =>
      kind === 'guest' || (kind === 'card' && !['reason', 'reply', 'job-reply'].includes(entry))
    for (const plant of plants.filter(isKept))
      findings.check(names.arrived, looks.arrived().has(plant.name) ? null : plant.name)
    isHeld = findings.problems() === 0
  } finally {
    await Promise.all(running.map((porter) => porter.running.kill()))
    await standIn.close()
    if (isHeld) removeFolder(base)
  }
  return { plants: plants.length, files: files.length, ...looks.figures(), kept: isHeld ? '' : base }
}

/** `mutations`: how many files, replies and calls are tried that were changed by chance, of each. */
export const provePrivate = async ({
  rounds,
  seed,
  say,
  mutations = isThorough ? 100_000 : 100,
}: PartOptions & { mutations?: number }): Promise<PartResult> => {
  const from = performance.now()
  const findings = createFindings(say, 400)
  let figures = {}
  for (let turn = 0; turn < rounds; turn++) {
    figures = await tellStory(findings, { turn, seed })
    say(`private: ${turn + 1} of ${rounds}, ${findings.problems()} problems`)
  }
  const fuzz = await fuzzAll(findings, { seed, say, runs: mutations })
  return {
    part: 'private',
    rounds,
    seed,
    checks: findings.checks(),
    figures: { ...figures, ...fuzz },
    skipped: null,
    tookMs: performance.now() - from,
  }
}
