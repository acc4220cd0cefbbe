import { it } from 'vitest'
import { proveClock } from '../../prove/clock/clock.ts'
import { expectToHold } from './expect-part.ts'

it(
  'clock: the wall clock jumps while something waits, and the program is halted while the channel answers',
  async () => expectToHold(await proveClock({ rounds: 3, seed: 2, say: () => {} })),
  240_000,
)
