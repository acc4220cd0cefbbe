// Tries for the lock on every line `take`, gives it on `give`, and says what came of it.
import { createInterface } from 'node:readline'
import { createSenderLock } from '../../../../main/store/sender-lock.ts'

const lock = createSenderLock(process.argv[2] ?? '')
const answers: Record<string, () => string> = {
  take: () => (lock.tryTake() ? 'taken' : 'refused'),
  give: () => {
    lock.give()
    return 'given'
  },
}
process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${answers[line]?.() ?? 'what?'}\n`)
