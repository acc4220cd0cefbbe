import { z } from 'zod'
import { FolderListing, Health } from './health.ts'
import { MessageDetail, MessageItem } from './message.ts'
import { Actor, MessageKind, MessageState, ResendWorth } from './words.ts'

/**
 * Every call there is: one table drives the client, the handlers, the desktop wire (IPC) and the HTTP wire.
 * Adding a method is one entry here and one handler in the engine; the compiler asks for the second.
 */

const Id = z.string().min(1).max(80)
const Reason = z.string().trim().min(1).max(500)
const Nothing = z.strictObject({})

export const CheckStep = z.object({
  name: z.string(),
  result: z.enum(['pass', 'warn', 'fail', 'skipped']),
  sentence: z.string(),
})
export type CheckStep = z.infer<typeof CheckStep>

export const CauseGroup = z.object({
  cause: z.string(),
  connection: z.string(),
  title: z.string(),
  what: z.string(),
  who: Actor,
  /** Name, phone and hours of who acts, from the settings. */
  contact: z
    .object({ name: z.string().nullable(), phone: z.string().nullable(), hours: z.string().nullable() })
    .nullable(),
  urgency: z.enum(['now', 'this-shift', 'office-hours']),
  resend: ResendWorth,
  /** Whether there is anything to send again: a file that could not be read holds nothing. */
  canResend: z.boolean(),
  steps: z.array(z.string()),
  will: z.string(),
  reservations: z.int(),
  messages: z.int(),
  arrivingToday: z.int(),
  oldestAt: z.number(),
  paused: z.boolean(),
  /** The first few messages of the group, arrivals today first. */
  first: z.array(
    z.object({
      id: z.string(),
      guest: z.string().nullable(),
      reservationId: z.string().nullable(),
      arrival: z.string().nullable(),
      fileName: z.string(),
    }),
  ),
})
export type CauseGroup = z.infer<typeof CauseGroup>

const named = { fileName: z.string(), size: z.int() }

/**
 * The file a message came from, as the PMS wrote it. `too-large`: never kept, since files over 64 MB are
 * captured by name and size only. `damaged`: kept, but it does not open any more.
 */
export const Original = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('kept'), ...named, base64: z.string() }),
  z.object({ kind: z.enum(['deleted', 'too-large', 'damaged']), ...named, base64: z.null() }),
])
export type Original = z.infer<typeof Original>

const AccessState = z.object({ needsPin: z.boolean(), isUnlocked: z.boolean(), until: z.number().nullable() })

/** Everything stored of a guest, by the place it stands in. */
export const GuestData = z.object({
  messages: z.array(
    z.object({
      id: z.string(),
      kind: MessageKind,
      state: MessageState,
      guest: z.string().nullable(),
      reservationId: z.string().nullable(),
      hotelCode: z.string().nullable(),
      arrival: z.string().nullable(),
      departure: z.string().nullable(),
      fileName: z.string(),
      capturedAt: z.number(),
      deliveredAt: z.number().nullable(),
      attempts: z.int(),
      replies: z.int(),
      /** What people did to it, with their reasons. */
      acts: z.int(),
      hasBody: z.boolean(),
      /** The exported file is kept as it came. */
      hasFile: z.boolean(),
      /** It is on its way, so that erasing it is for a person to confirm. */
      needsConfirm: z.boolean(),
    }),
  ),
  /** Files of the export folders. Those in `export` belong to the PMS and are not erased. */
  files: z.array(z.object({ name: z.string(), place: z.enum(['archive', 'unusable', 'export']) })),
  /** Copies and set-aside databases. `messages` null: damaged, so that it can only be deleted whole. */
  copies: z.array(z.object({ name: z.string(), kind: z.enum(['backup', 'set-aside']), messages: z.int().nullable() })),
  /** There is more than is shown: search for more words. */
  isCut: z.boolean(),
})
export type GuestData = z.infer<typeof GuestData>

const ErasureLeft = z.enum(['waiting', 'sending', 'unreadable-copy', 'file'])

export const methods = {
  'health.get': { input: Nothing, output: Health },
  /**
   * Has the exports captured that lie in a folder which the settings no longer name: by the id of its notice
   * or by its path; without either, in all of them.
   */
  'folders.capture': {
    input: z.strictObject({ notice: Id.optional(), path: z.string().min(1).max(4000).optional() }),
    output: z.object({ folders: z.array(z.object({ path: z.string(), exports: z.int() })) }),
  },
  'folders.list': { input: Nothing, output: z.array(FolderListing) },
  'messages.list': {
    input: z.strictObject({
      state: MessageState.optional(),
      cause: z.string().max(80).optional(),
      search: z.string().max(200).optional(),
      cursor: z.string().max(80).nullish(),
      limit: z.int().min(1).max(500).optional(),
    }),
    output: z.object({ items: z.array(MessageItem), nextCursor: z.string().nullable() }),
  },
  'messages.get': { input: z.strictObject({ id: Id }), output: MessageDetail },
  /**
   * The body as it would be shown to a support person: card data masked. Null once the content has been
   * deleted by age.
   */
  'messages.content': {
    input: z.strictObject({ id: Id }),
    output: z.object({ text: z.string().nullable(), size: z.int() }),
  },
  /**
   * The whole file byte for byte, with all card and guest data in it; the same for every message of the file.
   */
  'messages.original': { input: z.strictObject({ id: Id }), output: Original },
  /** A ready text for whoever must help: the evidence, and no guest data. */
  'messages.support': { input: z.strictObject({ id: Id }), output: z.object({ text: z.string() }) },
  'messages.resend': {
    input: z.strictObject({
      ids: z.array(Id).min(1).max(5000).optional(),
      cause: z.string().min(1).max(80).optional(),
      notBefore: z.number().nullish(),
      /** Instead of `notBefore`: the next time the hotel's clock shows it. */
      notBeforeTime: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 09:00')
        .optional(),
      confirm: z.boolean().optional(),
      reason: Reason.nullish(),
    }),
    output: z.object({ batchId: z.string(), count: z.int() }),
  },
  'messages.settle': {
    input: z.strictObject({ id: Id, arrived: z.boolean(), reason: Reason }),
    output: z.object({ state: MessageState }),
  },
  'messages.close': { input: z.strictObject({ id: Id, reason: Reason }), output: z.object({ state: MessageState }) },
  /**
   * All that is stored of a guest: every message of each booking that the words lead to, and what lies
   * outside.
   */
  'guests.find': { input: z.strictObject({ search: z.string().trim().min(2).max(200) }), output: GuestData },
  /**
   * Deletes messages and all that hangs on them, in the export folders' archive and in copies too. Without
   * `confirm` what is still on its way, and a copy that can only be deleted whole, are left.
   */
  'guests.erase': {
    input: z.strictObject({
      ids: z.array(Id).min(1).max(500),
      reason: Reason,
      confirm: z.boolean().optional(),
    }),
    output: z.object({
      messages: z.int(),
      files: z.int(),
      copies: z.int(),
      left: z.array(z.object({ what: z.string(), why: ErasureLeft })),
    }),
  },
  /** That something was erased: when, by whom, how much; no guest is named. Newest first. */
  'guests.erasures': {
    input: Nothing,
    output: z.array(
      z.object({
        at: z.number(),
        who: z.string(),
        messages: z.int(),
        attempts: z.int(),
        files: z.int(),
        copies: z.int(),
        reason: z.string(),
      }),
    ),
  },
  /** A person has done what a notice asks for, or it needs nothing: it is not shown any more. */
  'notices.close': { input: z.strictObject({ id: Id }), output: z.object({ closed: z.boolean() }) },
  'causes.list': { input: Nothing, output: z.array(CauseGroup) },
  'connections.test': {
    input: z.strictObject({ id: Id }),
    output: z.object({ ok: z.boolean(), steps: z.array(CheckStep) }),
  },
  'connections.pause': {
    input: z.strictObject({ id: Id, reason: Reason.nullish(), until: z.number().nullish() }),
    output: z.object({ paused: z.boolean() }),
  },
  'connections.resume': { input: z.strictObject({ id: Id }), output: z.object({ paused: z.boolean() }) },
  'settings.get': {
    input: Nothing,
    output: z.object({
      /** The file as it stands, with the policy's fields laid over it. */
      settings: z.unknown(),
      /** Field names that the machine policy locks. */
      locked: z.array(z.string()),
      secrets: z.array(z.object({ name: z.string(), isSet: z.boolean() })),
      /** What the screens need to know of each connection: the secret it needs, and what staff call it. */
      connections: z.array(
        z.object({
          id: z.string(),
          secret: z.string(),
          secretKind: z.enum(['password', 'token']),
          /** Entered for the address, user and proxy as they are now. */
          isSecretSet: z.boolean(),
        }),
      ),
      dataFolder: z.string(),
    }),
  },
  'settings.save': { input: z.strictObject({ settings: z.unknown() }), output: z.object({ saved: z.boolean() }) },
  /** Puts the last good settings in the place of wrong ones, which are kept beside them as `keptAs`. */
  'settings.restore': { input: Nothing, output: z.object({ keptAs: z.string().nullable() }) },
  /** `connection`: for which one it is, where several with different addresses or users name it. */
  'secrets.set': {
    input: z.strictObject({ name: Id, value: z.string().min(1).max(10_000), connection: Id.optional() }),
    output: z.object({ saved: z.boolean() }),
  },
  /**
   * Whether hotel IT's PIN guards settings and secrets, and whether whoever asks has unlocked them. `until`:
   * epoch ms.
   */
  'access.state': {
    input: Nothing,
    output: AccessState,
  },
  /** Unlocks them for ten minutes, for this window or session only. */
  'access.unlock': { input: z.strictObject({ pin: z.string().max(40) }), output: AccessState },
  'doctor.run': { input: Nothing, output: z.array(CheckStep.extend({ fix: z.string().nullable() })) },
} as const

type Methods = typeof methods
export type Method = keyof Methods
export type Input<M extends Method> = z.input<Methods[M]['input']>
export type ParsedInput<M extends Method> = z.output<Methods[M]['input']>
export type Output<M extends Method> = z.output<Methods[M]['output']>

/** What changed, never the data: whoever listens asks again. */
export const topics = ['messages', 'health', 'folders', 'settings'] as const
export const Topic = z.enum(topics)
export type Topic = z.infer<typeof Topic>
export const ChangedEvent = z.object({ topics: z.array(Topic) })

const errorCodes = [
  'invalid-input',
  'unauthorized',
  'forbidden',
  'needs-pin',
  'not-found',
  'unknown-method',
  'wrong-state',
  'not-available',
  'internal',
] as const
export const ErrorCode = z.enum(errorCodes)
export type ErrorCode = z.infer<typeof ErrorCode>

export const Reply = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.object({ code: ErrorCode, message: z.string() }) }),
])
export type Reply = z.infer<typeof Reply>

/**
 * An expected refusal of a call. Handlers give it back as a value; the wires turn it into a status and `{ ok:
 * false }`.
 */
type Refusal = { code: ErrorCode; message: string }
export type Answer<T> = { ok: true; value: T } | { ok: false; error: Refusal }

/**
 * `caller` names the window or session that asks, so that what one has unlocked stays closed to the others;
 * none: the program's own.
 */
export type Handlers = {
  [M in Method]: (input: ParsedInput<M>, caller?: string) => Answer<Output<M>> | Promise<Answer<Output<M>>>
}

/** Whether a text is the name of a call. Own keys only, so `__proto__` is not one. */
export const isMethod = (name: string): name is Method => Object.hasOwn(methods, name)
