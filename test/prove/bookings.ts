import { createHash } from 'node:crypto'
import { cancelBooking, changeBooking, newBooking } from '../../main/rehearsal/sample-exports.ts'
import type { ScenarioFile } from '../../main/rehearsal/scenario.ts'

/**
 * What the generator exports, all decided from the seed before the first file is written: so the right end of
 * each is known.
 */

export const hotelCodes = ['AURORA', 'BOREAS'] as const

/** How the channel treats the booking; each misbehaviour at most twice, so that no ladder runs out. */
type Treatment = 'accept' | 'refuse' | 'unavailable' | 'server-error' | 'hang-up' | 'cut-reply' | 'hang' | 'slow'

export type Exported = {
  /** Counts all exports; stands in the amount, so that a request on the wire names its file. */
  seq: number
  fileName: string
  kind: 'new' | 'change' | 'cancel'
  hotelCode: string
  reservationId: string
  content: string
  sha256: string
  treatment: Treatment
}

export type Generator = {
  /** The next exports, oldest first. */
  next(count: number): Exported[]
}

const baseAt = Date.parse('2026-11-20T10:00:00Z')
const marker = (seq: number): string => `${seq}.07`

const treatmentOf = (random: () => number, kind: Exported['kind']): Treatment => {
  const draw = random()
  if (draw < 0.55) return 'accept'
  if (draw < 0.61) return kind === 'cancel' ? 'accept' : 'refuse'
  if (draw < 0.67) return 'unavailable'
  if (draw < 0.73) return 'server-error'
  if (draw < 0.79) return 'hang-up'
  if (draw < 0.85) return 'cut-reply'
  if (draw < 0.87) return 'hang'
  return 'slow'
}

/**
 * New bookings, changes and cancellations of several reservations in two hotels. `isPlain`: the channel
 * accepts all.
 */
export const createGenerator = (
  random: () => number,
  { isPlain = false, open = 6 }: { isPlain?: boolean; open?: number } = {},
): Generator => {
  const running: { id: string; hotelCode: string; changes: number }[] = []
  let seq = 0
  let reservations = 0

  const one = (): Exported => {
    seq += 1
    const place = Math.floor(random() * open)
    const known = running[place]
    const booking = known ?? {
      id: `PR-${1000 + ++reservations}`,
      hotelCode: hotelCodes[random() < 0.5 ? 0 : 1],
      changes: 0,
    }
    const kind = known === undefined ? 'new' : known.changes >= 3 || random() < 0.2 ? 'cancel' : 'change'
    if (known === undefined) running.push(booking)
    if (kind === 'change') booking.changes += 1
    if (kind === 'cancel') running.splice(place, 1)
    const write = { new: newBooking, change: changeBooking, cancel: cancelBooking }[kind]
    const at = baseAt + seq * 1000
    const content = write({
      reservationId: booking.id,
      hotelCode: booking.hotelCode,
      amount: marker(seq),
      createdAt: at,
      modifiedAt: at,
      guest: { given: 'Ana', surname: `Muster-${booking.id}` },
    })
    return {
      seq,
      fileName: `export-${String(seq).padStart(6, '0')}.xml`,
      kind,
      hotelCode: booking.hotelCode,
      reservationId: booking.id,
      content,
      sha256: createHash('sha256').update(content).digest('hex'),
      treatment: isPlain ? 'accept' : treatmentOf(random, kind),
    }
  }

  return { next: (count) => Array.from({ length: count }, one) }
}

/** Which export a request on the wire carries; null for a test call. */
export const seqOf = (body: string): number | null => {
  const found = /AmountAfterTax="(\d+)\.07"/.exec(body)?.[1]
  return found === undefined ? null : Number(found)
}

type Rule = NonNullable<ScenarioFile['rules']>[number]

const ruleOf = ({ seq, treatment }: Exported): Rule[] => {
  const match = { contains: `AmountAfterTax="${marker(seq)}"` }
  switch (treatment) {
    case 'accept':
      return []
    case 'refuse':
      return [{ match, do: { otaError: { type: '3', code: '402', text: 'Room type does not exist' } } }]
    case 'unavailable':
      return [{ match, times: 1, do: { status: 503 } }]
    case 'server-error':
      return [{ match, times: 2, do: { status: 500 } }]
    case 'hang-up':
      return [{ match, times: 1, do: { cut: 'at-once' } }]
    case 'cut-reply':
      return [{ match, times: 1, do: { cut: seq % 2 === 0 ? 'before-reply' : 'mid-reply' } }]
    case 'hang':
      return [{ match, times: 1, do: { halfOpen: true } }]
    case 'slow':
      return [{ match, do: { delayMs: 20 + (seq % 7) * 20 } }]
  }
}

/** The scenario in which the channel treats each export as planned. `more` rules go first. */
export const scenarioFileOf = (exports: readonly Exported[], more: Rule[] = []): ScenarioFile => ({
  hotels: hotelCodes.map((code) => ({ code })),
  rules: [...more, ...exports.flatMap(ruleOf)],
})
