import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'vite'
import { readArguments, readNumber } from '../../main/headless/arguments.ts'
import { startPractice } from '../../main/headless/practice.ts'
import { dataFolderOf, ownSurroundings, programFolder } from '../../main/host/places.ts'
import { freePort } from './free-port.ts'
import { runRestarting } from './restarting.ts'

/**
 * `npm run dev`: the screens with hot reload, in front of the engine as `serve` runs it, which starts again
 * whenever one of its files changes. Without settings it is the rehearsal hotel, whose channel and PMS stay
 * up meanwhile. Takes --data DIR and --port N.
 */

const say = (line: string) => process.stdout.write(`${line}\n`)

const run = async (data: string | undefined, wantedPort: number): Promise<void> => {
  const folder = data ?? join(dataFolderOf(ownSurroundings(), null), 'rehearsal')
  const isPractice = data === undefined || !existsSync(join(folder, 'settings.json'))
  const practice = isPractice ? await startPractice(folder) : null
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  const enginePort = await freePort()
  const engineUrl = `http://127.0.0.1:${enginePort}`
  const token = 'development'
  const engine = runRestarting({
    args: ['main/headless/index.ts', ...['serve', '--data', folder, '--port', String(enginePort), '--token', token]],
    cwd: programFolder,
    folders: ['main', 'assets/locales'].map((name) => join(programFolder, name)),
  })
  const screens = await createServer({
    configFile: join(programFolder, 'renderer/vite.config.ts'),
    clearScreen: false,
    server: {
      host: '127.0.0.1',
      port: wantedPort,
      proxy: Object.fromEntries(
        ['/rpc', '/events', '/info'].map((path) => [
          path,
          {
            target: engineUrl,
            changeOrigin: true,
            // The engine answers pages of its own address only.
            headers: { origin: engineUrl },
          },
        ]),
      ),
    },
  })
  try {
    await screens.listen()
    practice?.startPms()
    // Vite takes the next port where this one is used.
    say(`Screens with hot reload: ${screens.resolvedUrls?.local[0] ?? ''}#token=${token}`)
    say(`Data folder: ${folder}. Stop with Ctrl C.`)
    await stopped
  } finally {
    await screens.close()
    await engine.stop()
    await practice?.stop()
  }
}

const read = readArguments(process.argv.slice(2), { port: 'string' })
const port = read.ok ? readNumber(String(read.args.values.port ?? 5_173), 'port', { from: 1, to: 65_535 }) : read
if (read.ok && port.ok) {
  const { data } = read.args.values
  await run(typeof data === 'string' ? dataFolderOf(ownSurroundings(), data) : undefined, port.value)
} else {
  say(`${port.ok ? '' : port.problem} npm run dev takes --data DIR and --port N.`)
  process.exitCode = 2
}
