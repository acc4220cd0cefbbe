import { proveDisk } from '../../prove/disk/disk.ts'
import { diskNeeds } from '../../prove/disk/small-disk.ts'
import { expectToHold } from './expect-part.ts'
import { itNeeding } from './needed.ts'

itNeeding(
  diskNeeds(),
  'disk: full and free again while bookings come in',
  async () => expectToHold(await proveDisk({ rounds: 4, seed: 3, say: () => {} })),
  180_000,
)
