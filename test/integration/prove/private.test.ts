import { it } from 'vitest'
import { provePrivate } from '../../prove/private/private.ts'
import { expectToHold } from './expect-part.ts'

it(
  'private: what is planted on every way in stands nowhere outside the vault, and no code in it',
  async () => expectToHold(await provePrivate({ rounds: 1, seed: 2, say: () => {} })),
  240_000,
)
