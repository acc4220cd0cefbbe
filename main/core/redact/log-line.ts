import { replaceCardNumbers, replaceSecurityCodes } from './free-text.ts'

const HIDDEN_WORD = '[hidden]'

/** A shorter value would blank out half the log and is no secret worth the name. */
const SHORTEST_HIDDEN = 3

const xmlEscaped = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** encodeURIComponent throws on half a surrogate pair. */
const urlEncoded = (value: string): string => encodeURIComponent(value.toWellFormed())

/** The ways one value can stand in a line: as it is, in JSON, in XML, in an address. */
const spellings = (value: string): string[] => [
  value,
  JSON.stringify(value).slice(1, -1),
  xmlEscaped(value),
  urlEncoded(value),
]

const hideValues = (line: string, hidden: Iterable<string>): string => {
  const values = [...hidden].filter((value) => value.length >= SHORTEST_HIDDEN).flatMap(spellings)
  // Longest first: a password that contains another one must not leave its rest behind.
  return [...new Set(values)]
    .sort((a, b) => b.length - a.length)
    .reduce((text, value) => text.replaceAll(value, HIDDEN_WORD), line)
}

/**
 * From the first tag to the last, and the text cut off behind it up to the end of the quoted value. Markup
 * has no place in a log.
 */
const markup = /(?:<|&lt;)(?=[A-Za-z!?/])(?:[\s\S]*(?:>|&gt;))?[^"\n]*/g

/** Every repetition below is bounded: a line may hold anything, and must not hold up the program. */
const urlLogin = /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"']{1,300}@/gi
const scheme = /\b(Bearer|Basic|Digest|Negotiate)\s+[A-Za-z0-9._~+/=:-]{3,}/gi
/**
 * The folder of a person: its name is mostly the person's. With a slash behind it the name may have spaces.
 */
const userFolder =
  /((?:\\+|\/+)(?:Users|Benutzer|home|Documents and Settings|Dokumente und Einstellungen)(?:\\+|\/+))(?:[^\\/"'\n]{1,100}(?=[\\/])|[^\\/"'\s]{1,100})/gi
/**
 * EchoToken is no secret: it is how support finds a request. The words after `is` belong to sentences about a
 * password.
 */
const secretField =
  /((?<![\w-])(?!echo[-_]?token\b)[\w-]{0,60}(?:password|passwd|passphrase|passwort|kennwort|pwd|secret|token|api[-_]?key|authorization|cookie|credential|seriescode|cvv2?|cvc2?|cavv)\w{0,40}["']?\s*(?:[:=]|\b(?:is|was|ist)\b(?!\s+(?:missing|wrong|not|set|empty|refused|unreadable|damaged|invalid)\b))\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"',;&}\]]+)/gi
const email = /[^\s"'<>=,;:()[\]@]{1,64}@[^\s"'<>=,;:()[\]@]{1,190}\.\p{L}{2,20}/giu
const namedPhone =
  /\b((?:phone|telephone|tel|mobile|handy|fax|telefon)[\w-]{0,20}["']?\s*[:=]?\s*["']?)\+?\d[\d ()/.-]{4,30}\d/gi
const internationalPhone = /(?<![\w.:-])(?:\+|00)\d[\d ()/.-]{5,30}\d(?![\w:])/g
/**
 * A leading 0 with an area code, or ten digits written the American way. Never the inside of a date, a UUID
 * or a fraction.
 */
const nationalPhone =
  /(?<![\w.:+-])(?:\(?0\d{1,5}\)?[ /-]\d[\d /-]{3,20}\d|0\d{8,13}|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?![\w:])/g

/**
 * A log line without what must not be kept: values registered as hidden, markup and the text in it, tokens,
 * passwords, names of users in paths, e-mail addresses, card numbers and security codes, telephone numbers.
 * Over-eager rather than leaky: lines are for ids and numbers.
 */
export const redactLine = (line: string, hidden: Iterable<string> = []): string => {
  const text = hideValues(line, hidden)
    .replace(markup, '[markup]')
    .replace(userFolder, '$1[user]')
    .replace(urlLogin, `$1${HIDDEN_WORD}@`)
    .replace(scheme, `$1 ${HIDDEN_WORD}`)
    .replace(secretField, `$1${HIDDEN_WORD}`)
    .replace(email, '[email]')
  return replaceSecurityCodes(
    // Epoch milliseconds have 13 digits and begin with 1, and every tenth passes the check; no card is like
    // that.
    replaceCardNumbers(text, (card) => (/^1\d{12}$/.test(card) ? card : '[card]')),
    () => HIDDEN_WORD,
  )
    .replace(namedPhone, '$1[phone]')
    .replace(internationalPhone, '[phone]')
    .replace(nationalPhone, '[phone]')
}
