import type { BookingTerm } from '../../../playbook/booking-terms.ts'
import type { SourceElement } from '../../../xml/tree.ts'

/**
 * A message as pmsXchange takes it, or what the message lacks for that. `thing` null: it says something that
 * cannot be said to the channel at all.
 */
export type Rewritten =
  | { ok: true; messageType: 'OTA_HotelResNotifRQ' | 'OTA_HotelAvailNotifRQ'; body: string }
  | { ok: false; thing: BookingTerm | null }

export const lacks = (thing: BookingTerm | null): Rewritten => ({ ok: false, thing })

/** An element as the PMS wrote it. */
export const written = ({ source, start, end }: SourceElement): string => source.slice(start, end)

/** The attributes of an element as the PMS wrote them, name space declarations among them, but for some. */
export const attributesWithout = ({ source, attributes }: SourceElement, ...names: string[]): string =>
  attributes
    .filter(({ name }) => !names.includes(name))
    .map(({ start, end }) => ` ${source.slice(start, end)}`)
    .join('')
