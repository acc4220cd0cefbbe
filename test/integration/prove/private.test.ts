import { it } from 'vitest'
import { provePrivate } from '../../prove/private/private.ts'
import { expectToHold } from './expect-part.ts'

it(
  'private: what is planted on every way in stands nowhere outside the vault, and no code in it',
  // The proof itself tries 100,000 with NP_THOROUGH, which take minutes.
  async () => expectToHold(await provePrivate({ rounds: 1, seed: 2, say: () => {}, mutations: 200 })),
  240_000,
)
