import { SEARCHED_CHARACTERS } from '../text-signs.ts'
import type { CodeGroup } from './ota-codes.ts'

/** What free text says where the code is missing, private or a catch-all. Cautious on purpose: what fits no line stays unknown. */
const signs: readonly (readonly [CodeGroup, RegExp])[] = [
  [
    'exists',
    /\b(?:already (?:exists|been (?:received|processed|created|imported|booked))|duplicate (?:booking|reservation|confirmation|message|transaction))/i,
  ],
  ['cancelled', /\b(?:already (?:been )?cancell?ed|is cancell?ed already|previously cancell?ed)/i],
  [
    'hotel-not-active',
    /\b(?:hotel|property)\b.{0,60}\b(?:not active|inactive|not enabled|disabled|suspended|deactivated)\b/i,
  ],
  [
    'hotel-unknown',
    /\b(?:invalid|unknown|unrecogni[sz]ed) (?:hotel|property)(?: ?code| ?id)?\b|\b(?:hotel|property)(?: ?code| ?id)?\b.{0,60}\b(?:does not exist|not found|is invalid|is unknown|not recogni[sz]ed)/i,
  ],
  [
    'room-rate-unknown',
    /\broom\b.{0,12}\b(?:and|or)\b.{0,12}\brate\b.{0,60}\b(?:not found|does not exist|not mapped|invalid|unknown)/i,
  ],
  [
    'room-type-unknown',
    /\b(?:invalid|unknown|unmapped) room(?: ?type)?\b|\broom(?: ?type)?(?: ?code)?\b.{0,60}\b(?:does not exist|not found|not mapped|is invalid|is unknown|not recogni[sz]ed|unmapped)/i,
  ],
  [
    'rate-unknown',
    /\b(?:invalid|unknown|unmapped) rate(?: ?plan| ?code)?\b|\brate(?: ?plan)?(?: ?code)?\b.{0,60}\b(?:does not exist|not found|not mapped|is invalid|is unknown|not loaded|unmapped)/i,
  ],
  [
    'not-found',
    /\b(?:reservation|booking|confirmation(?: number)?|cancell?ation(?: number)?)\b.{0,60}\b(?:not (?:be )?found|does not exist|is unknown|not known)/i,
  ],
  ['no-availability', /\b(?:no (?:availability|rooms? available)|not available for|sold out|fully booked)\b/i],
  [
    'currency-wrong',
    /\b(?:invalid|unknown|unsupported|wrong) currency\b|\bcurrency\b.{0,40}\b(?:is invalid|not supported|mismatch)/i,
  ],
  [
    'date-wrong',
    /\b(?:invalid|wrong) (?:arrival|departure|check-?in|check-?out|start|end|stay)? ?dates?\b|\b(?:arrival|departure|start|end) date\b.{0,40}\b(?:is invalid|in the past|before|after)/i,
  ],
  [
    'name-missing',
    /\b(?:surname|last name|first name|given name|guest name)\b.{0,40}\b(?:missing|required|empty|is invalid)|\bmissing (?:surname|last name|first name|guest name)\b/i,
  ],
  ['card-wrong', /\b(?:credit )?card\b.{0,40}\b(?:expired|invalid|number is missing)|\binvalid (?:credit )?card\b/i],
  [
    'channel-unavailable',
    /\b(?:try again later|temporarily unavailable|(?:system|service) (?:is )?(?:currently )?(?:unavailable|busy|down)|(?:under|scheduled) maintenance)\b/i,
  ],
  ['channel-system-fault', /\b(?:internal|system|unexpected) (?:server )?(?:error|failure|exception)\b/i],
  [
    'part-missing',
    /\b(?:required|mandatory) (?:field|element|attribute|data|information)\b.{0,60}\b(?:missing|empty|not (?:present|provided|supplied))|\bmissing (?:required|mandatory)\b/i,
  ],
]

/** The group that a text names; null where it names none. */
export const groupOfText = (text: string): CodeGroup | null => {
  const searched = text.slice(0, SEARCHED_CHARACTERS)
  return signs.find(([, pattern]) => pattern.test(searched))?.[0] ?? null
}

/** Codes that the text repeats: `Room type 'DLXV' does not exist`, `Invalid room type DLXV`, `HotelCode=HTL9`. */
const quoted: readonly (readonly [string, RegExp])[] = [
  [
    'roomType',
    /\broom ?type(?: ?code)?\s{0,3}[:=]?\s{0,3}(["'\u2018\u201c]?)([A-Z0-9][\w./-]{0,29})(?:["'\u2019\u201d]|\b)/i,
  ],
  [
    'ratePlan',
    /\brate(?: ?plan| ?code| ?plan ?code){1,2}\s{0,3}[:=]?\s{0,3}(["'\u2018\u201c]?)([A-Z0-9][\w./-]{0,29})(?:["'\u2019\u201d]|\b)/i,
  ],
  ['hotelCode', /\bhotel ?code\s{0,3}[:=]?\s{0,3}(["'\u2018\u201c]?)([A-Z0-9][\w./-]{0,29})(?:["'\u2019\u201d]|\b)/i],
]

/** Parts taken out of free text. An unquoted word counts only when it looks like a code: capitals or a digit in it. */
export const partsOf = (text: string): Record<string, string> => {
  const searched = text.slice(0, SEARCHED_CHARACTERS)
  const found = quoted.flatMap(([name, pattern]): [string, string][] => {
    const match = pattern.exec(searched)
    const value = match?.[2]?.replace(/[.,;:]+$/, '')
    const isCode = value !== undefined && (match?.[1] !== '' || /^(?=.*[A-Z\d])[A-Z\d._/-]+$/.test(value))
    return value && isCode ? [[name, value]] : []
  })
  return Object.fromEntries(found)
}
