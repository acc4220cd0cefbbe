import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { newBooking } from '../../main/rehearsal/sample-exports.ts'
import { scenarioFor, standInFor } from '../support/make-engine.ts'
import { callsOf, practiceHotel, until } from '../support/night-porter.ts'
import { makeInstallerWorld } from './installer-world.ts'
import { makeShareWriter } from './share-writer.ts'

/**
 * A front-desk PC from the first installation to the last uninstallation: the program as setup lays it,
 * Windows processes on Windows' Node, a PMS that has its files open, and the channel over real HTTP.
 */

const TOKEN = 'story-token-0123456789abcdef0123456789'
const PASSWORD = 'practice-only-password'
const NP = 'C:\\Program Files\\Night Porter\\resources\\np\\np.mjs'
/** Where the uninstaller is to work and stay, so that its end can be waited for. */
const inPlace = '_?=C:\\Program Files\\Night Porter'.split(' ')

it('is installed, takes exports that are held open, outlives a kill and an upgrade, stops, and is uninstalled', async () => {
  const world = await makeInstallerWorld()
  onTestFinished(() => world.close())
  const standIn = await standInFor()
  const exportFolder = join(world.wine.driveC, 'PMS/Export')
  mkdirSync(exportFolder, { recursive: true })
  const write = makeShareWriter({ ...world, folder: world.base })
  const bookings = (id: string) => standIn.seen.filter(({ body }) => body.includes(`"${id}"`)).length
  const exported = (reservationId: string) => {
    const text = newBooking({ reservationId })
    return [text.slice(0, text.length / 2), text.slice(text.length / 2)]
  }
  const place = (name: string) => `C:\\PMS\\Export\\${name}`

  // Installed without a question, with the settings that hotel IT prepared.
  const settings = practiceHotel({ url: standIn.url, exportFolder: 'C:\\PMS\\Export' })
  expect((await world.setup('0.1.0', `/CONFIG=${world.write('hotel.json', settings)}`)).code).toBe(0)

  const node = join(world.program, 'resources/np/node.exe')
  const run = async (words: string[], input?: string) => {
    const started = world.wine.start(node, [NP, ...words], { cwd: world.base, ...(input !== undefined && { input }) })
    return { code: await started.ended, output: started.output() }
  }
  world.write('password.txt', `\uFEFF${PASSWORD}\r\n`)
  expect(await run(['secret', 'set', 'pmsx'], join(world.base, 'password.txt'))).toMatchObject({ code: 0 })

  const serve = async () => {
    const started = world.start(node, [NP, 'serve', '--token', TOKEN])
    onTestFinished(async () => {
      started.child.kill('SIGKILL')
      await started.ended
    })
    const url = await until('READY', () => {
      if (started.child.exitCode !== null) throw new Error(`serve ended: ${started.output()}`)
      return /READY (http:\/\/127\.0\.0\.1:\d+)\//.exec(started.output())?.[1]
    })
    return { ...started, ...callsOf({ url, token: TOKEN }) }
  }
  type Serving = Awaited<ReturnType<typeof serve>>
  const message = async ({ call }: Serving, id: string, state: string) =>
    until(`${id} ${state}`, async () =>
      (await call('messages.list', { search: id })).items.find(
        (one) => one.reservationId === id && one.state === state,
      ),
    )
  const shown = async ({ call }: Serving, name: string) =>
    (await call('folders.list'))[0]?.list.find((file) => file.name === name)
  const first = await serve()
  const second = await serve()
  expect((await first.call('health.get')).sender).toMatchObject({ isThis: true })
  expect((await second.call('health.get')).sender).toMatchObject({ isThis: false })

  // Nobody may read it: it is seen, left alone, and taken whole when it is closed.
  const alone = await write(place('alone.xml'), '-', exported('ALONE'))
  await until('seen', async () => (await shown(first, 'alone.xml'))?.sentence.startsWith('Another program holds'))
  await alone.next()
  expect(bookings('ALONE')).toBe(0)
  await alone.next()
  await message(first, 'ALONE', 'delivered')

  // It may be read, and is not finished.
  const slow = await write(place('slow.xml'), 'r', exported('SLOW'))
  await until('seen', async () => (await shown(first, 'slow.xml'))?.state === 'writing')
  expect(bookings('SLOW')).toBe(0)
  await slow.next()
  await message(first, 'SLOW', 'delivered')
  // It is finished and still open: sent once, and put away when it is closed.
  expect(readdirSync(exportFolder)).toContain('slow.xml')
  await slow.next()
  await until('put away', () => !readdirSync(exportFolder).includes('slow.xml'))

  // Everything is shared while it writes; put away while it is still open.
  const shared = await write(place('GETEILT ä.XML'), 'rwd', exported('SHARED'))
  await shared.next()
  await message(first, 'SHARED', 'delivered')
  await shared.next()

  // The sender is ended hard while the PMS writes: the other process takes what comes.
  const across = await write(place('across.xml'), '-', exported('ACROSS'))
  await until('seen', async () => shown(first, 'across.xml'))
  first.child.kill('SIGKILL')
  await first.ended
  await across.next()
  await across.next()
  await message(second, 'ACROSS', 'delivered')
  expect((await second.call('health.get')).sender).toMatchObject({ isThis: true })

  // A new version comes while the channel is away and bookings wait.
  standIn.setScenario(scenarioFor({ rules: [{ do: { status: 503, html: true } }] }))
  for (const id of ['WAIT-1', 'WAIT-2']) {
    const whole = await write(place(`${id}.xml`), 'r', [exported(id).join('')])
    await whole.next()
    await message(second, id, 'waiting')
  }
  const upgraded = await world.setup('0.2.0')
  expect(upgraded).toMatchObject({ code: 0, lines: [expect.stringContaining('exit 0: upgraded from 0.1.0')] })
  expect(await second.ended).toBe(0)
  standIn.setScenario(scenarioFor())
  const third = await serve()
  for (const id of ['WAIT-1', 'WAIT-2']) await message(third, id, 'delivered')
  const ids = ['ALONE', 'SLOW', 'SHARED', 'ACROSS']
  expect(ids.map((id) => `${id} ${bookings(id)}`)).toEqual(ids.map((id) => `${id} 1`))
  expect(await third.call('health.get')).toMatchObject({
    level: 'ok',
    counts: { waiting: 0, sending: 0, confirming: 0, unsure: 0, failed: 0, deliveredToday: 6 },
  })
  expect(readdirSync(exportFolder)).toEqual(['.night-porter-owner'])

  // Asked to stop, it leaves in order and says so.
  expect(await run(['stop'])).toMatchObject({ code: 0, output: expect.stringContaining('Left: ') })
  expect(await third.ended).toBe(0)

  const uninstall = async (...words: string[]) => {
    const { code } = await world.run(join(world.program, 'Uninstall Night Porter.exe'), ['/S', ...words, ...inPlace])
    expect(code).toBe(0)
    await until('the program is gone', () => !existsSync(world.program))
  }
  await uninstall()
  expect(existsSync(join(world.data, 'settings.json'))).toBe(true)
  expect((await world.setup('0.2.0')).code).toBe(0)
  const fourth = await serve()
  await message(fourth, 'WAIT-2', 'delivered')
  expect(await run(['stop'])).toMatchObject({ code: 0 })
  expect(await fourth.ended).toBe(0)
  await uninstall('/PURGE')
  expect(existsSync(world.data)).toBe(false)
})
