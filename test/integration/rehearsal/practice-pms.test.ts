import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { PRACTICE_PASSWORD, PRACTICE_USERNAME, practiceScenarioFile } from '../../../main/rehearsal/practice-hotel.ts'
import {
  type PracticePms,
  type PracticePmsParts,
  seededRandom,
  startPracticePms,
} from '../../../main/rehearsal/practice-pms.ts'
import { storyLength } from '../../../main/rehearsal/practice-story.ts'
import { eventually } from '../../support/eventually.ts'
import { handClock, post, start } from './talk.ts'

let root: string
let pms: PracticePms | null = null
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'practice-'))
})
afterEach(async () => {
  await pms?.stop()
  pms = null
  await rm(root, { recursive: true, force: true })
})

const run = (
  folder: string,
  clock: ReturnType<typeof handClock>,
  more: Partial<PracticePmsParts> = {},
): PracticePms => {
  pms = startPracticePms({ folder, everyMs: 4000, clock, random: seededRandom(1), ...more })
  return pms
}

/**
 * Moves the clock until `files` files are written; each move is one timer, be it a file's turn or the pause
 * inside one.
 */
const write = async (practice: PracticePms, clock: ReturnType<typeof handClock>, files: number): Promise<void> => {
  for (let n = 0; n < files * 3 && practice.written() < files; n++) {
    await eventually(() => expect(clock.timers()).toBe(1))
    clock.move(24_000)
    await eventually(() => expect(clock.timers()).toBe(1))
  }
  expect(practice.written()).toBe(files)
}

it('makes its folder and drops the first file at once, whole and under its own name', async () => {
  const clock = handClock()
  const folder = join(root, 'export')
  const names: string[] = []
  const practice = run(folder, clock, { onWrite: (name) => names.push(name) })
  await eventually(() => expect(practice.written()).toBe(1))
  expect(await readdir(folder)).toEqual(names)
  expect(names[0]).toMatch(/^res-R\d{5}-01\.xml$/)
})

it('writes a slow file in two bursts under its final name', async () => {
  const clock = handClock()
  const practice = run(root, clock)
  await eventually(() => expect(clock.timers()).toBe(1))
  clock.move(4000)
  await eventually(() => expect(clock.timers()).toBe(1))
  const name = (await readdir(root)).find((file) => file.includes('-02'))
  const half = await readFile(join(root, name ?? ''), 'utf8')
  expect([practice.written(), half.includes('</OTA_HotelResNotifRQ>')]).toEqual([1, false])
  clock.move(400)
  await eventually(() => expect(practice.written()).toBe(2))
  const whole = await readFile(join(root, name ?? ''), 'utf8')
  expect(whole.startsWith(half)).toBe(true)
  expect(whole).toContain('</OTA_HotelResNotifRQ>')
})

it('tells a story the practice channel answers as meant, and goes on after it', async () => {
  const clock = handClock()
  const practice = run(root, clock)
  await write(practice, clock, storyLength + 5)
  const standIn = await start(practiceScenarioFile, handClock())
  const answers: Record<string, string> = {}
  const sender = { username: PRACTICE_USERNAME, password: PRACTICE_PASSWORD }
  for (const name of (await readdir(root)).sort()) {
    const { status, text } = await post(standIn, await readFile(join(root, name), 'utf8'), sender)
    const result = text.includes('<Success/>')
      ? 'success'
      : (/Code="(\d+)"|<faultcode>([^<]*)/.exec(text)?.slice(1).join('') ?? String(status))
    const key = name.replace(/\d{5}-/, '').replace('.xml', '')
    answers[key] = result
  }
  expect(answers).toMatchObject({
    'res-R01': 'success',
    'res-R04': '402',
    'res-R05': '500',
    'res-R01-mod': 'success',
    'res-R09': 'SOAP-ENV:Client',
    'avail-03': 'success',
    'rates-08': 'success',
  })
  expect(Object.values(answers).filter((answer) => answer !== 'success')).toHaveLength(3)
  expect(Object.keys(answers)).toHaveLength(storyLength + 5)
})

it('stops: no more files, and a slow one in the making is made whole', async () => {
  const clock = handClock()
  const practice = run(root, clock)
  await eventually(() => expect(clock.timers()).toBe(1))
  clock.move(4000)
  await eventually(() => expect(clock.timers()).toBe(1))
  await practice.stop()
  expect([practice.written(), clock.timers()]).toEqual([2, 0])
  for (const name of await readdir(root))
    expect(await readFile(join(root, name), 'utf8')).toContain('</OTA_HotelResNotifRQ>')
})

it('waits while nobody takes its files', async () => {
  for (let n = 0; n < 40; n++) await writeFile(join(root, `left-${n}.xml`), '')
  const clock = handClock()
  const practice = run(root, clock)
  await eventually(() => expect(clock.timers()).toBe(1))
  expect(practice.written()).toBe(0)
  await rm(join(root, 'left-0.xml'))
  clock.move(4000)
  await eventually(() => expect(practice.written()).toBe(1))
})

it('goes on after a folder it could not write to', async () => {
  const folder = join(root, 'export')
  await writeFile(folder, 'a file where the folder should be')
  const clock = handClock()
  const practice = run(folder, clock)
  await eventually(() => expect(clock.timers()).toBe(1))
  expect(practice.written()).toBe(0)
  await rm(folder)
  clock.move(4000)
  await eventually(() => expect(practice.written()).toBe(1))
})
