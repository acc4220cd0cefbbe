import { it } from 'vitest'
import { proveCrash } from '../../prove/crash/crash.ts'
import { proveFlood } from '../../prove/load/load.ts'
import { proveOrder } from '../../prove/order/three.ts'
import { expectToHold } from './expect-part.ts'

/** Short runs of the parts of `npm run prove` that need nothing but processes. */

const say = () => {}

it('crash: six kills', async () => expectToHold(await proveCrash({ rounds: 6, seed: 3, say })), 180_000)

it(
  'order: three processes, an outage, kills and hangs',
  async () => expectToHold(await proveOrder({ rounds: 3, seed: 3, say })),
  180_000,
)

it('load: 100 exports at once, a kill, then a stream with another', async () => {
  const load = { atOnce: 100, perMinute: 600, kills: 1, killEveryMs: 3_000 }
  expectToHold(await proveFlood({ rounds: 1, seed: 3, say }, load))
}, 180_000)
