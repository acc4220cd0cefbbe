/**
 * Loaded before the program (`--import`): from the signal to end on, no timer of the program comes due any
 * more, so a stop that needs one never ends. Then the process ends itself with 9, late and only then.
 */

const GIVE_UP_MS = 30_000
const NEVER_MS = 2 ** 31 - 1

const { setTimeout: plan } = globalThis
process.once('SIGTERM', () => {
  plan(() => process.exit(9), GIVE_UP_MS).unref()
  Object.assign(globalThis, { setTimeout: (run: () => void) => plan(run, NEVER_MS) })
})
