import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { prepareCheckout } from './checkout.ts'
import { layOutOnce, prepareTools } from './installer-world.ts'
import { checkoutFolder, prefixFolder, wineFolder } from './places.ts'
import { prepareWine, whyNoWine } from './wine.ts'

const root = join(import.meta.dirname, '../..')

/**
 * What the test files share: Debian's tools, Wine, the program as it is built and laid out, and a checkout
 * with the libraries of Windows.
 */
export const setup = async (): Promise<void> => {
  const reason = whyNoWine()
  if (reason !== null) throw new Error(`The tests on Windows' Node need Wine, which ${reason}.`)
  prepareTools()
  const built = spawnSync('npm', ['run', '--silent', 'build', '--', '--logLevel', 'warn'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (built.status !== 0) throw new Error(built.stdout + built.stderr)
  prepareWine(wineFolder, prefixFolder)
  prepareCheckout(checkoutFolder)
  await layOutOnce()
}
