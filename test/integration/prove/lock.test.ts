import { it } from 'vitest'
import { proveLock } from '../../prove/order/three.ts'
import { expectToHold } from './expect-part.ts'

it(
  'lock: the sender is killed, stopped and hung; another takes over',
  async () => expectToHold(await proveLock({ rounds: 2, seed: 2, say: () => {} })),
  240_000,
)
