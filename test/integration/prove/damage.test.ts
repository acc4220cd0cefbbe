import { it } from 'vitest'
import { proveDamage } from '../../prove/damage/damage.ts'
import { expectToHold } from './expect-part.ts'

it(
  'damage: every way once; everything is there, or the loss is told with its number',
  async () => expectToHold(await proveDamage({ rounds: 17, seed: 4, say: () => {} })),
  300_000,
)
