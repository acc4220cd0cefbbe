import { type ConnectionSettings, createSettingsParser, type SettingsParser } from '../../contract/settings.ts'
import type { CauseName } from '../playbook/entries.ts'
import type { Channel, Connector } from './channel.ts'

/** The channels a program knows, found by the kind that a connection of the settings names. */
export type Channels = {
  readonly all: readonly [Channel, ...Channel[]]
  /** The channel of a kind. Throws for another kind, which the settings would have refused. */
  of(kind: string): Channel
  /** The channel of a connection, bound to it. */
  connect(connection: ConnectionSettings): Connector
  /** Reads settings with connections of these kinds. */
  parseSettings: SettingsParser
  /** The label of the channel that gives a cause; of a cause that all give, that of the first channel. */
  labelOf(cause: CauseName): string
}

export const createChannels = (all: readonly [Channel, ...Channel[]]): Channels => {
  const of = (kind: string): Channel => {
    const channel = all.find((one) => one.kind === kind)
    if (channel === undefined) throw new Error(`There is no channel of the kind '${kind}'`)
    return channel
  }
  return {
    all,
    of,
    connect: (connection) => of(connection.kind).connect(connection),
    parseSettings: createSettingsParser(all),
    labelOf: (cause) => (all.find(({ causes }) => causes.includes(cause)) ?? all[0]).label,
  }
}
