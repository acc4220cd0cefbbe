import type { SendingDeps } from './deps.ts'
import { returnFailed } from './release.ts'

/** Once all keys are there again, what failed only because its own was lost goes back to waiting. */
export const returnUnlocked = (deps: Pick<SendingDeps, 'store' | 'clock' | 'settings'>): void => {
  if (deps.store.keys.isKeyLost()) return
  deps.store.write(() => {
    for (const { id } of deps.settings().connections) returnFailed(deps, id, 'key-lost')
  })
}
