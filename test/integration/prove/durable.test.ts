import { durableNeeds, proveDurable } from '../../prove/durable/durable.ts'
import { expectToHold } from './expect-part.ts'
import { itNeeding } from './needed.ts'

itNeeding(
  durableNeeds(),
  'durable: the power is cut at every sync',
  async () => expectToHold(await proveDurable({ rounds: 8, seed: 3, say: () => {} })),
  180_000,
)
