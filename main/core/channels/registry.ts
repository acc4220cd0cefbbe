import { createChannels } from './channels.ts'
import { pmsxchange } from './pmsxchange/channel.ts'
import { propexo } from './propexo/channel.ts'

/**
 * The channels of this program: one line each. Hosts hand them to the engine. The first is the one meant
 * where none is named.
 */
export const channels = createChannels([pmsxchange, propexo])
