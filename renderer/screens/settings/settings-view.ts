import { z } from 'zod'

/**
 * The part of the settings file that the screens read. What they do not know stays as it is when they save.
 */
const View = z.looseObject({
  locale: z.string().optional(),
  connections: z
    .array(
      z.looseObject({
        id: z.string(),
        label: z.string(),
        url: z.string(),
        username: z.string().optional(),
      }),
    )
    .default([]),
})

export type SettingsView = z.infer<typeof View>
export type ConnectionView = SettingsView['connections'][number]

/** Reads the settings as the call gives them; null where they are of another shape. */
export const readSettings = (settings: unknown): SettingsView | null => {
  const read = View.safeParse(settings)
  return read.success ? read.data : null
}

/** The settings with some fields of one connection changed; everything else stays untouched. */
export const withConnection = (settings: SettingsView, id: string, changed: Partial<ConnectionView>): SettingsView => ({
  ...settings,
  connections: settings.connections.map((connection) =>
    connection.id === id ? { ...connection, ...changed } : connection,
  ),
})

/** Whether the machine policy locks a field: itself, or anything around it. */
export const isLocked = (locked: readonly string[], field: string): boolean =>
  locked.some((name) => field === name || field.startsWith(`${name}.`) || field.startsWith(`${name}[`))
