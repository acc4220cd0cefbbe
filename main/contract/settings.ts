import { z } from 'zod'
import { Locale } from './words.ts'

/**
 * The settings file, `settings.json` in the data folder. One schema reads it, fills in the defaults and names the field of
 * every mistake. Secrets never stand in it: `passwordSecret` and `tokenSecret` name entries of the secret store.
 */

const Id = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be 1 to 40 letters, digits, - or _')
const Label = z.string().trim().min(1, 'must not be empty').max(80, 'must be at most 80 characters')
const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 04:00')
const Positive = z.number().positive('must be greater than 0')

const TimeZone = z.string().refine(
  (zone) => {
    try {
      return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
    } catch {
      return false // Intl throws on a zone it does not know; that is the answer, not a fault
    }
  },
  { error: 'must be a time zone name such as Europe/Vienna' },
)

const EndPoint = z.string().refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
  error: 'must be a full address that begins with https://',
})

const Retry = z
  .strictObject({
    steps: z.array(Positive.max(3600)).min(1, 'must list at least one number of seconds').max(20),
    alarmAfterMinutes: Positive.max(24 * 60),
    giveUpAfterMinutes: Positive.max(14 * 24 * 60),
  })
  .partial()
  .transform((retry) => ({
    steps: retry.steps ?? [5, 10, 20, 40, 60],
    alarmAfterMinutes: retry.alarmAfterMinutes ?? 30,
    giveUpAfterMinutes: retry.giveUpAfterMinutes ?? 720,
  }))

const Pace = z.strictObject({
  perMinute: z.int().min(1).max(6000),
  concurrent: z.int().min(1).max(20),
})

const common = {
  id: Id,
  label: Label,
  url: EndPoint,
  timeoutSeconds: Positive.default(90),
  retry: Retry.prefault({}),
  pace: Pace.partial().optional(),
  afterUnknownOutcome: z.enum(['retry', 'ask']).optional(),
}

const PmsxchangeConnection = z.strictObject({
  ...common,
  kind: z.literal('pmsxchange'),
  requestorId: z.string().min(1, 'must be the PMS code that SiteMinder gave'),
  username: z.string().min(1, 'must not be empty'),
  passwordSecret: Id,
})

const ApiPath = z.string().regex(/^\/(?!\/).*\{jobId\}/, 'must begin with one / and contain {jobId}')

const PropexoConnection = z.strictObject({
  ...common,
  kind: z.literal('propexo'),
  tokenSecret: Id,
  statusPath: ApiPath.default('/v1/admin/write-status/{jobId}'),
  retryPath: ApiPath.optional(),
  jobIdPath: z.string().min(1).default('meta.job_id'),
  pollSeconds: Positive.default(5),
  afterMaintenance: z.strictObject({ retryAt: ClockTime }).optional(),
})

const Connection = z.discriminatedUnion('kind', [PmsxchangeConnection, PropexoConnection]).transform((connection) => ({
  ...connection,
  afterUnknownOutcome: connection.afterUnknownOutcome ?? (connection.kind === 'pmsxchange' ? 'retry' : 'ask'),
}))

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
  expect: z
    .strictObject({
      everyMinutes: Positive.max(7 * 24 * 60).optional(),
      between: z.tuple([ClockTime, ClockTime]).optional(),
      nightAuditBy: ClockTime.optional(),
    })
    .optional(),
})

const Contact = z.strictObject({
  name: z.string().max(120).optional(),
  phone: z.string().max(60).optional(),
  hours: z.string().max(120).optional(),
})

const Shape = z.strictObject({
  version: z.literal(1, { error: 'must be 1' }),
  hotelName: Label.default('Night Porter'),
  locale: Locale.default('en'),
  timeZone: TimeZone.optional(),
  dayEndsAt: ClockTime.default('04:00'),
  rehearsal: z.boolean().default(false),
  connections: z.array(Connection).min(1, 'must list at least one connection'),
  folders: z.array(Folder).min(1, 'must list at least one folder'),
  proxy: z.strictObject({ url: EndPoint }).optional(),
  contacts: z
    .partialRecord(z.enum(['front-desk', 'hotel-manager', 'hotel-it', 'pms-vendor', 'channel-support']), Contact)
    .default({}),
  retention: z
    .strictObject({
      deliveredDays: z.int().min(1).max(3650).default(400),
      contentDays: z.int().min(1).max(3650).default(7),
    })
    .prefault({}),
})

const isLoopback = (url: string): boolean => /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(url).hostname)

/** Rules that span fields: practice stays on this machine, the real thing stays encrypted and patient. */
export const Settings = Shape.superRefine((settings, context) => {
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
}).transform((settings) => ({
  ...settings,
  timeZone: settings.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
  connections: settings.connections.map((connection) => ({
    ...connection,
    // Pace: SiteMinder's older FAQ names 40 requests a minute and 3 at once; Propexo names 150 a minute. Practice runs free.
    pace:
      connection.pace === undefined && settings.rehearsal
        ? null
        : {
            perMinute: connection.pace?.perMinute ?? (connection.kind === 'pmsxchange' ? 40 : 150),
            concurrent: connection.pace?.concurrent ?? 3,
          },
  })),
  folders: settings.folders.map((folder) => ({
    ...folder,
    pattern:
      folder.pattern ??
      (settings.connections.find(({ id }) => id === folder.connection)?.kind === 'propexo' ? '*.json' : '*.xml'),
  })),
}))

export type SettingsFile = z.input<typeof Settings>
export type Settings = z.output<typeof Settings>
export type ConnectionSettings = Settings['connections'][number]
export type PmsxchangeSettings = Extract<ConnectionSettings, { kind: 'pmsxchange' }>
export type PropexoSettings = Extract<ConnectionSettings, { kind: 'propexo' }>
export type FolderSettings = Settings['folders'][number]
export type RetrySettings = ConnectionSettings['retry']

export type FieldProblem = { field: string; problem: string }
export type SettingsResult = { ok: true; settings: Settings } | { ok: false; problems: FieldProblem[] }

/** Writes a path as staff of IT read it: `connections[0].retry.steps[2]`. */
export const fieldName = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (name, part) => (typeof part === 'number' ? `${name}[${part}]` : name ? `${name}.${String(part)}` : String(part)),
    '',
  )

const aOrAn = (type: string): string => `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`

const flatten = (issues: readonly z.core.$ZodIssue[]): FieldProblem[] =>
  issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        field: fieldName([...issue.path, key]),
        problem: 'is not a setting; look for a typing mistake',
      }))
    // The library speaks to programmers here; every other message is the schema's own.
    const isWrongType = issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')
    const isMissing = isWrongType && issue.message.endsWith('received undefined')
    const problem = isMissing
      ? `is missing; it must be ${aOrAn(issue.expected)}`
      : isWrongType
        ? `must be ${aOrAn(issue.expected)}`
        : issue.message
    return [{ field: fieldName(issue.path) || 'settings', problem }]
  })

/** Reads settings from outside. Gives the settings with all defaults filled in, or every wrong field with what is allowed. */
export const parseSettings = (input: unknown): SettingsResult => {
  const result = Settings.safeParse(input)
  return result.success ? { ok: true, settings: result.data } : { ok: false, problems: flatten(result.error.issues) }
}
