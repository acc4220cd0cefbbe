// Gives up root's rights, tries what it is told to, and says what came of it.
import { openDatabase } from '../../../../main/store/open.ts'
import { DatabaseUnusable } from '../../../../main/store/refusals.ts'
import { createSenderLock } from '../../../../main/store/sender-lock.ts'
import { testMigrations } from '../test-migrations.ts'

const NOBODY = 65534
const [, , what, path = ''] = process.argv
process.setuid?.(NOBODY)
try {
  if (what === 'open') openDatabase({ path, migrations: testMigrations }).close()
  process.stdout.write(what === 'take' ? `${createSenderLock(path).tryTake()}\n` : 'opened\n')
} catch (thrown) {
  if (!(thrown instanceof DatabaseUnusable)) throw thrown
  process.stdout.write(`${thrown.name} ${thrown.code}\n`)
}
