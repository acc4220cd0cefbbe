import { z } from 'zod'
import { type Connection, type ConnectionKind, connectionOf } from './settings-connection.ts'
import { ClockTime, EndPoint, Id, Label, type Pace, Positive, TimeZone } from './settings-fields.ts'
import { type FieldProblem, problemsOf } from './settings-problems.ts'
import { Locale } from './words.ts'

/**
 * The settings file, `settings.json` in the data folder. One parser reads it, fills in the defaults and names
 * the field of every mistake. Secrets never stand in it: a connection names the entry of the secret store
 * that it needs.
 */

const Folder = z.strictObject({
  id: Id,
  path: z.string().min(1, 'must name a folder'),
  connection: Id,
  pattern: z.string().min(1).max(200).optional(),
  ready: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('quiet'), seconds: Positive.max(3600).default(1) }),
      z.strictObject({
        kind: z.literal('marker'),
        suffix: z.string().regex(/^\.[^/\\]{1,20}$/, 'must be an ending such as .ok'),
      }),
      z.strictObject({ kind: z.literal('rename') }),
    ])
    .prefault({ kind: 'quiet' }),
  afterCapture: z.enum(['archive', 'masked-copy', 'leave']).default('archive'),
  scanSeconds: Positive.max(3600).default(3),
  untakenAfterMinutes: Positive.max(24 * 60).default(10),
  maxMessagesPerFile: z.int().min(1).max(20_000).default(2_000),
  expect: z
    .strictObject({
      everyMinutes: Positive.max(7 * 24 * 60).optional(),
      between: z.tuple([ClockTime, ClockTime]).optional(),
      nightAuditBy: ClockTime.optional(),
    })
    .optional(),
})

/** A folder as the database keeps it, with its defaults filled in. */
export const KeptFolder = Folder.required({ pattern: true })

const Contact = z.strictObject({
  name: z.string().max(120).optional(),
  phone: z.string().max(60).optional(),
  hours: z.string().max(120).optional(),
})

const shapeOf = (kinds: readonly ConnectionKind[]) =>
  z.strictObject({
    version: z.literal(1, { error: 'must be 1' }),
    hotelName: Label.default('Night Porter'),
    locale: Locale.default('en'),
    timeZone: TimeZone.optional(),
    dayEndsAt: ClockTime.default('04:00'),
    rehearsal: z.boolean().default(false),
    connections: z.array(connectionOf(kinds)).min(1, 'must list at least one connection'),
    folders: z.array(Folder).min(1, 'must list at least one folder'),
    proxy: z.strictObject({ url: EndPoint }).optional(),
    contacts: z
      .partialRecord(z.enum(['front-desk', 'hotel-manager', 'hotel-it', 'pms-vendor', 'channel-support']), Contact)
      .default({}),
    retention: z
      .strictObject({
        deliveredDays: z.int().min(1).max(3650).default(400),
        contentDays: z.int().min(1).max(3650).default(7),
        /** Card numbers of what is not delivered; delivered ones go at once. */
        cardHours: z
          .number()
          .min(0)
          .max(24 * 30)
          .default(72),
      })
      .prefault({}),
  })

const isLoopback = (url: string): boolean => /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(url).hostname)

/** Rules that span fields: practice stays on this machine, the real thing stays encrypted and patient. */
const checkAcross = (settings: z.output<ReturnType<typeof shapeOf>>, context: z.RefinementCtx): void => {
  const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
  const seen = new Set<string>()
  settings.connections.forEach((connection, n) => {
    const at = (...rest: (string | number)[]) => ['connections', n, ...rest]
    if (seen.has(connection.id)) refuse(at('id'), `'${connection.id}' is used twice; every connection needs its own id`)
    seen.add(connection.id)
    const url = new URL(connection.url)
    if (url.username || url.password)
      refuse(at('url'), 'must not contain a user name or password; use the secret store')
    if (connection.retry.giveUpAfterMinutes < connection.retry.alarmAfterMinutes)
      refuse(at('retry', 'giveUpAfterMinutes'), 'must not be less than alarmAfterMinutes')
    if (settings.rehearsal) {
      if (url.protocol !== 'http:' || !isLoopback(connection.url))
        refuse(at('url'), 'must be http:// on this computer (127.0.0.1) while "rehearsal" is true')
      return
    }
    if (url.protocol !== 'https:') refuse(at('url'), 'must begin with https:// (plain http is for rehearsal only)')
    if (connection.timeoutSeconds < 60 || connection.timeoutSeconds > 120)
      refuse(at('timeoutSeconds'), 'must be 60 to 120 (the channel asks for it)')
    if (connection.retry.giveUpAfterMinutes < 30) refuse(at('retry', 'giveUpAfterMinutes'), 'must be at least 30')
    connection.retry.steps.forEach((step, i) => {
      if (step < 1) refuse(at('retry', 'steps', i), 'must be at least 1 second')
    })
  })
  const folderIds = new Set<string>()
  const paths = new Set<string>()
  settings.folders.forEach((folder, n) => {
    if (folderIds.has(folder.id))
      refuse(['folders', n, 'id'], `'${folder.id}' is used twice; every folder needs its own id`)
    folderIds.add(folder.id)
    if (paths.has(folder.path)) refuse(['folders', n, 'path'], 'is watched by another entry of "folders" already')
    paths.add(folder.path)
    if (!seen.has(folder.connection))
      refuse(['folders', n, 'connection'], `names '${folder.connection}', which "connections" does not list`)
    if (!settings.rehearsal && folder.scanSeconds < 1) refuse(['folders', n, 'scanSeconds'], 'must be at least 1')
    if (!settings.rehearsal && folder.ready.kind === 'quiet' && folder.ready.seconds < 1)
      refuse(['folders', n, 'ready', 'seconds'], 'must be at least 1')
  })
}

/**
 * The part of one of `by` PCs that use the channel's limit together: at least one request a minute and one at
 * once.
 */
const sharedPace = ({ perMinute, concurrent }: Pace, by: number): Pace => ({
  perMinute: Math.max(1, Math.floor(perMinute / by)),
  concurrent: Math.max(1, Math.floor(concurrent / by)),
})

/** Fills in what only a connection's kind knows. */
const schemaOf = (kinds: readonly ConnectionKind[]) =>
  shapeOf(kinds)
    .superRefine(checkAcross)
    .transform((settings) => {
      const defaultsOf = (name: string | undefined) => kinds.find(({ kind }) => kind === name)?.defaults
      return {
        ...settings,
        timeZone: settings.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
        connections: settings.connections.map((connection) => {
          const defaults = defaultsOf(connection.kind)
          const pace: Pace | null =
            // Practice runs free.
            defaults === undefined || (connection.pace === undefined && settings.rehearsal)
              ? null
              : sharedPace(
                  {
                    perMinute: connection.pace?.perMinute ?? defaults.pace.perMinute,
                    concurrent: connection.pace?.concurrent ?? defaults.pace.concurrent,
                  },
                  connection.pace?.sharedBy ?? 1,
                )
          const afterUnknownOutcome = connection.afterUnknownOutcome ?? defaults?.afterUnknownOutcome ?? 'ask'
          return { ...connection, pace, afterUnknownOutcome }
        }),
        folders: settings.folders.map((folder) => {
          const connection = settings.connections.find(({ id }) => id === folder.connection)
          return { ...folder, pattern: folder.pattern ?? defaultsOf(connection?.kind)?.filePattern ?? '*' }
        }),
      }
    })

/**
 * The settings file as JSON Schema, for what is made from its fields. Rules that span fields are not in it.
 */
export const settingsJsonSchema = (kinds: readonly ConnectionKind[]) =>
  z.toJSONSchema(shapeOf(kinds), { io: 'input', unrepresentable: 'any' })

type Schema = ReturnType<typeof schemaOf>
export type Settings = z.output<Schema>
/** The file as people write it; what a connection needs beside the common fields is its kind's affair. */
export type SettingsFile = Omit<z.input<Schema>, 'connections'> & {
  connections: (z.input<typeof Connection> & Record<string, unknown>)[]
}
/**
 * The common fields of a connection. Those of its kind stand in it too and are read by its channel
 * (main/core/channels).
 */
export type ConnectionSettings = Settings['connections'][number]
export type FolderSettings = Settings['folders'][number]
export type RetrySettings = ConnectionSettings['retry']

type SettingsResult = { ok: true; settings: Settings } | { ok: false; problems: FieldProblem[] }

export type SettingsParser = (input: unknown) => SettingsResult

/**
 * Makes what reads settings from outside, for the kinds of connection there are. It gives the settings with
 * all defaults filled in, or every wrong field with what is allowed.
 */
export const createSettingsParser = (kinds: readonly ConnectionKind[]): SettingsParser => {
  const schema = schemaOf(kinds)
  return (input) => {
    const result = schema.safeParse(input)
    return result.success
      ? { ok: true, settings: result.data }
      : { ok: false, problems: problemsOf(result.error.issues) }
  }
}
