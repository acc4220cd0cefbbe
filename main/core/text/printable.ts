/**
 * Text from outside on its way to a terminal or a log. File names, replies and names of PCs may hold
 * sequences that move the cursor or rename the window, and marks that turn the direction of what follows
 * (Trojan Source).
 */

const ESC = '\u001b'

/**
 * CSI, then OSC and other strings up to their end, then two-character sequences; bounded, since text may be
 * anything.
 */
const sequences = new RegExp(
  [
    `(?:${ESC}\\[|\\u009b)[0-?]{0,64}[ -/]{0,16}[@-~]?`,
    `(?:${ESC}[\\]PX^_]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0007\\u009c${ESC}]{0,4096}(?:\\u0007|\\u009c|${ESC}\\\\)?`,
    `${ESC}[ -/]{0,16}[0-~]?`,
  ].join('|'),
  'g',
)

/** Marks of direction, and the invisible tag characters. */
const marks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/gu

const controls = /[\p{Cc}--[\n\t]]/gv

/** Without what would act on the terminal instead of being read. Line ends and tabs stay. */
export const printable = (text: string): string =>
  text.replace(sequences, '').replaceAll('\r\n', '\n').replace(controls, '').replace(marks, '')

/** JSON in which those characters stand as escapes, so that it says the same to a program. */
export const printableJson = (json: string): string =>
  json
    .replace(/[\u007f-\u009f]/g, escaped)
    .replace(marks, (mark) => Array.from({ length: mark.length }, (_, n) => escaped(mark.charAt(n))).join(''))

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
