import type { Booking } from '../../../../contract/message.ts'
import { replaceCardNumbers, replaceSecurityCodes } from '../../../redact/free-text.ts'
import { attribute, child, descendants, find, findAll, textOf } from '../../../xml/find.ts'
import type { SourceElement } from '../../../xml/tree.ts'
import { LONGEST_VALUE, mostKept } from '../../export.ts'

/** Reads from a reservation what staff recognise it by. */

const MOST_WISHES = 20
const LONGEST_WISH = 500
/** Looked at no further than this, without the digits there, which might be half a card number. */
const LONGEST_TEXT = 4000
const unread = /[\d\s-]+$/

/**
 * Ages that count as a child: under 2, under 12, under 17, infant, child, teenager (OpenTravel code list
 * AQC).
 */
const childAges = new Set(['3', '4', '5', '7', '8', '9'])

const brands: Record<string, string> = {
  VI: 'Visa',
  VS: 'Visa',
  VE: 'Visa Electron',
  MC: 'Mastercard',
  CA: 'Mastercard',
  IK: 'Mastercard',
  EC: 'Mastercard',
  AX: 'American Express',
  DN: 'Diners Club',
  DC: 'Diners Club',
  DS: 'Discover',
  JC: 'JCB',
  MA: 'Maestro',
  TO: 'Maestro',
  CU: 'UnionPay',
  UP: 'UnionPay',
  TP: 'UATP',
}

const unique = (values: (string | null)[]): string[] => [...new Set(values.filter((value) => value !== null))]

const wholeNumber = (text: string | null): number | null =>
  text !== null && /^\d{1,4}$/.test(text) ? Number(text) : null

const unitsOf = (room: SourceElement): number => {
  const named = [...findAll(room, 'RoomTypes/RoomType'), ...findAll(room, 'RoomRates/RoomRate')]
  return Math.max(1, ...named.map((element) => wholeNumber(attribute(element, 'NumberOfUnits')) ?? 1))
}

type Heads = { adults: number; children: number }

const headsOf = (counts: SourceElement | undefined, units: number): Heads | null => {
  const list = counts?.children.filter(({ name }) => name === 'GuestCount') ?? []
  if (list.length === 0) return null
  const times = /^(?:true|1)$/i.test(attribute(counts, 'IsPerRoom') ?? '') ? units : 1
  const heads = { adults: 0, children: 0 }
  for (const count of list) {
    const age = attribute(count, 'AgeQualifyingCode')
    const years = wholeNumber(attribute(count, 'Age'))
    const isChild = age === null ? years !== null && years < 18 : childAges.has(age)
    heads[isChild ? 'children' : 'adults'] += (wholeNumber(attribute(count, 'Count')) ?? 1) * times
  }
  return heads
}

const peopleOf = (item: SourceElement, rooms: SourceElement[]): { adults: number | null; children: number | null } => {
  const counted = rooms
    .map((room) => headsOf(child(room, 'GuestCounts'), unitsOf(room)))
    .filter((heads) => heads !== null)
  const all =
    counted.length > 0
      ? counted
      : [headsOf(find(item, 'ResGlobalInfo/GuestCounts'), 1)].filter((heads) => heads !== null)
  if (all.length === 0) return { adults: null, children: null }
  return {
    adults: all.reduce((sum, { adults }) => sum + adults, 0),
    children: all.reduce((sum, { children }) => sum + children, 0),
  }
}

const amountOf = (total: SourceElement | undefined): { amount: string; currency: string | null } | null => {
  const amount = attribute(total, 'AmountAfterTax') ?? attribute(total, 'AmountBeforeTax')
  return amount !== null && /^-?\d{1,12}(?:\.\d{1,6})?$/.test(amount)
    ? { amount, currency: attribute(total, 'CurrencyCode') }
    : null
}

/** Adds decimal texts exactly, with the decimals of the longest. */
const addAmounts = (amounts: string[]): string => {
  const decimals = Math.max(0, ...amounts.map((amount) => amount.split('.')[1]?.length ?? 0))
  const sum = amounts.reduce((total, amount) => {
    const [whole = '0', fraction = ''] = amount.split('.')
    return total + BigInt(whole + fraction.padEnd(decimals, '0'))
  }, 0n)
  const digits = (sum < 0n ? -sum : sum).toString().padStart(decimals + 1, '0')
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
  return sum < 0n ? `-${text}` : text
}

const totalOf = (item: SourceElement, rooms: SourceElement[]): Booking['total'] => {
  const whole = amountOf(find(item, 'ResGlobalInfo/Total'))
  if (whole !== null) return whole
  const parts = rooms.map((room) => amountOf(child(room, 'Total'))).filter((part) => part !== null)
  const [first] = parts
  // A sum over some rooms, or over two currencies, would be a wrong number on screen.
  if (first === undefined || parts.length < rooms.length || parts.some(({ currency }) => currency !== first.currency))
    return null
  return { amount: addAmounts(parts.map(({ amount }) => amount)), currency: first.currency }
}

const masked = (text: string): string =>
  replaceSecurityCodes(
    replaceCardNumbers(
      text.length <= LONGEST_TEXT ? text : text.slice(0, LONGEST_TEXT).replace(unread, ''),
      (card) => `****${card.replace(/\D/g, '').slice(-4)}`,
    ),
    () => '***',
  )

const wishesOf = (item: SourceElement): string[] => {
  const elements = descendants(item, 'SpecialRequest', 'Comment').slice(0, 3 * MOST_WISHES)
  const found = elements.map((wish) => {
    const texts = [textOf(wish), ...descendants(wish, 'Text').slice(0, MOST_WISHES).map(textOf)].filter(
      (text) => text !== null,
    )
    return texts.length === 0 ? attribute(wish, 'Name') : texts.join(' ').replace(/\s+/g, ' ')
  })
  return unique(found.map((wish) => wish && masked(wish).slice(0, LONGEST_WISH))).slice(0, MOST_WISHES)
}

const cardNumberOf = (card: SourceElement): string | null => {
  const element = child(card, 'CardNumber')
  return (
    attribute(card, 'CardNumber') ??
    textOf(element) ??
    textOf(child(element, 'PlainText')) ??
    attribute(card, 'MaskedCardNumber')
  )
}

const cardOf = (item: SourceElement): Booking['card'] => {
  const cards = descendants(item, 'PaymentCard').map((card) => {
    const code = (attribute(card, 'CardCode') ?? attribute(card, 'CardType') ?? '').toUpperCase()
    const last = /\d{4}$/.exec((cardNumberOf(card) ?? '').replace(/[\s-]/g, ''))?.[0] ?? null
    // Of a number of eight digits or fewer, four would be too much.
    const isLong = (cardNumberOf(card) ?? '').replace(/[\s-]/g, '').length > 8
    return { brand: Object.hasOwn(brands, code) ? (brands[code] ?? null) : null, lastFour: isLong ? last : null }
  })
  return cards.find(({ brand, lastFour }) => brand !== null || lastFour !== null) ?? null
}

/**
 * The summary of one reservation. Card numbers and security codes in wishes and comments are masked; of a
 * card four digits remain.
 */
export const bookingOf = (item: SourceElement): Booking => {
  const rooms = findAll(item, 'RoomStays/RoomStay')
  const rates = rooms.flatMap((room) => findAll(room, 'RoomRates/RoomRate'))
  const codes = (path: string, name: string): string[] =>
    unique([
      ...rooms.flatMap((room) => findAll(room, path).map((element) => attribute(element, name))),
      ...rates.map((rate) => attribute(rate, name)),
    ])
      .filter((code) => code.length <= LONGEST_VALUE)
      .slice(0, mostKept.codes)
  return {
    rooms: rooms.length === 0 ? null : rooms.reduce((sum, room) => sum + unitsOf(room), 0),
    roomTypes: codes('RoomTypes/RoomType', 'RoomTypeCode'),
    ratePlans: codes('RatePlans/RatePlan', 'RatePlanCode'),
    ...peopleOf(item, rooms),
    total: totalOf(item, rooms),
    wishes: wishesOf(item),
    card: cardOf(item),
  }
}
