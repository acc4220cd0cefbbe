import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { Reply } from '../../../../main/contract/methods.ts'
import { sessionFolderOf } from '../../../../main/desktop/places.ts'
import { ownSurroundings } from '../../../../main/host/places.ts'
import { createElectronDouble } from '../../../support/electron-double.ts'

/**
 * Runs the built main file of an unpacked program under Node, with the double in the place of Electron, until
 * its engine answers.
 */

const [programFolder = '', data = ''] = process.argv.slice(2)
const double = createElectronDouble({ programFolder })
double.app.folders.add(sessionFolderOf(ownSurroundings(), data))
Object.assign(globalThis, { electronDouble: double.electron })

const STAND = 'electron-double:'
registerHooks({
  resolve: (name, context, next) =>
    name === 'electron' ? { url: STAND, format: 'module', shortCircuit: true } : next(name, context),
  load: (url, context, next) =>
    url === STAND
      ? {
          format: 'module',
          shortCircuit: true,
          source: `export const { ${Object.keys(double.electron).join(', ')} } = globalThis.electronDouble`,
        }
      : next(url, context),
})
process.argv = ['night-porter', '--data', data]
await import(pathToFileURL(join(programFolder, 'out', 'main', 'index.js')).href)
double.app.becomeReady()

const page = { url: 'app://night-porter/index.html', parent: null }
for (;;) {
  // There is no handler before the program has made one.
  const answer = await double.invoke(page, 'rpc', 'health.get', {}).catch(() => null)
  const reply = Reply.safeParse(answer)
  if (reply.success && reply.data.ok) break
  if (reply.success && !reply.data.ok) process.stderr.write(`${reply.data.error.message}\n`)
  await wait(50)
}
const screens = await double.fetchPage('app://night-porter/')
process.stdout.write(`answered, screens ${screens.status}\n`)
double.app.quit()
