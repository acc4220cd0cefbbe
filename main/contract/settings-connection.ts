import { z } from 'zod'
import { EndPoint, Id, Label, Pace, Positive, RequestBytes, Retry, SharedBy } from './settings-fields.ts'
import { NOT_A_SETTING, worded } from './settings-problems.ts'

/**
 * What one kind of connection adds to the settings. Each channel brings its own; contract and screens know
 * none by name.
 */
export type ConnectionKind = {
  /** The word that stands in the field `kind`. */
  kind: string
  /** The fields that only this kind has. */
  fields: z.ZodObject
  defaults: {
    pace: Pace
    /** What follows a request that may have been carried out although no answer came. */
    afterUnknownOutcome: 'retry' | 'ask'
    /** The names of the export files that a folder of this kind takes. */
    filePattern: string
  }
}

/** The fields that every kind of connection has. */
export const Connection = z.object({
  id: Id,
  kind: z.string(),
  label: Label,
  url: EndPoint,
  timeoutSeconds: Positive.default(90),
  retry: Retry.prefault({}),
  pace: Pace.extend({ sharedBy: SharedBy }).partial().optional(),
  maxRequestBytes: RequestBytes.default(2_000_000),
  afterUnknownOutcome: z.enum(['retry', 'ask']).optional(),
  /**
   * Security codes are never stored nor sent: `drop` sends the booking without, `hold` lets a person decide
   * first.
   */
  cardSecurity: z.enum(['drop', 'hold']).default('drop'),
})

export type Connection = z.output<typeof Connection>

/**
 * Reads a connection as the kind that it names: the fields that all have and those of its kind, no others.
 * All its mistakes are told at once.
 */
export const connectionOf = (kinds: readonly ConnectionKind[]) =>
  z.unknown().transform((input, context): Connection => {
    const refuse = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message })
    const common = Connection.safeParse(input)
    const isObject = typeof input === 'object' && input !== null && !Array.isArray(input)
    const named = isObject && 'kind' in input ? input.kind : undefined
    const kind = kinds.find((one) => one.kind === named)
    const own = kind?.fields.safeParse(input)
    const issues = [...(common.error?.issues ?? []), ...((isObject && own?.error?.issues) || [])]
    for (const { path, problem } of issues.flatMap(worded)) if (path[0] !== 'kind') refuse(path, problem)
    if (!isObject) return z.NEVER
    if (kind === undefined) refuse(['kind'], `must be one of: ${kinds.map((one) => one.kind).join(', ')}`)
    else
      for (const key of Object.keys(input))
        if (!Object.hasOwn(Connection.shape, key) && !Object.hasOwn(kind.fields.shape, key))
          refuse([key], NOT_A_SETTING)
    if (!common.success || !own?.success) return z.NEVER
    // The fields of its kind stand beside the common ones, as in the file; only the channel itself knows
    // their types.
    return { ...own.data, ...common.data }
  })
