import type { Found } from './card-found.ts'
import { findCardData } from './find-card-data.ts'
import { readSigns, type Span } from './view.ts'

type Edit = Span & { text: string; isSecurity: boolean; isField: boolean }

/** Stars for all letters and digits but the last four; blanks and dashes stay where they are. */
const maskAllButLastFour = (value: string): string => {
  const readable = /[\p{L}\p{N}]/u
  let kept = 0
  return [...value]
    .reverse()
    .map((character) => (readable.test(character) && ++kept > 4 ? '*' : character))
    .reverse()
    .join('')
}

const maskField = (value: string): string => {
  const read = readSigns(value)
  // Stars within a reference or escape would break it.
  if (read === null || !/[&\\]/.test(value)) return maskAllButLastFour(value)
  return maskAllButLastFour(read.text.replace(/[^\p{L}\p{N} -]/gu, ''))
}

const editsOf = (text: string, { what, as, values }: Found): Edit[] => {
  const isSecurity = what === 'security'
  const isField = as !== 'text'
  if (as === 'text' && !isSecurity)
    return values.slice(0, -4).map((digit) => ({ ...digit, text: '*', isSecurity, isField }))
  return values.map((span) => {
    const value = text.slice(span.start, span.end)
    if (as === 'literal') return { ...span, text: isSecurity ? 'null' : `"${maskField(value)}"`, isSecurity, isField }
    if (!isSecurity) return { ...span, text: maskField(value), isSecurity, isField }
    return { ...span, text: as === 'text' ? value.replace(/[\p{L}\p{N}]/gu, '*') : '', isSecurity, isField }
  })
}

/** Makes one edit of those that overlap; what a security code is part of goes as a whole. */
const inOrder = (edits: readonly Edit[]): Edit[] => {
  const result: Edit[] = []
  for (const edit of edits.toSorted(
    (a, b) => a.start - b.start || b.end - a.end || Number(b.isField) - Number(a.isField),
  )) {
    const last = result.at(-1)
    if (last === undefined || edit.start >= last.end) {
      result.push({ ...edit })
      continue
    }
    const isSame = edit.start === last.start && edit.end === last.end
    if (edit.isSecurity && !last.isSecurity && !isSame) last.text = ''
    if (isSame && edit.isSecurity && !last.isSecurity) last.text = edit.text
    if (edit.end > last.end) {
      last.end = edit.end
      last.text = last.isSecurity || edit.isSecurity ? '' : last.text
    }
    last.isSecurity ||= edit.isSecurity
  }
  return result
}

const maskOnce = (text: string): string => {
  let masked = ''
  let at = 0
  for (const edit of inOrder(findCardData(text).flatMap((found) => editsOf(text, found)))) {
    masked += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return masked + text.slice(at)
}

/** What one pass takes away may show the next one a field. Far more passes than any text was seen to need. */
const MAX_PASSES = 20

/**
 * A text as it may be shown: card and account numbers keep their last four characters, security codes,
 * magnetic stripes, 3-D Secure values and keys are removed, also in free text. Everything else, and the
 * structure, stays as it is, and so does what was masked already. Works on XML, JSON, plain text and broken
 * pieces of them. Every text that leaves the vault for a person, a file or a log passes it.
 */
export const maskCards = (text: string): string => {
  if (!/\p{N}|&|\\/u.test(text) && !/[=:<]/.test(text)) return text
  let masked = text
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const next = maskOnce(masked)
    if (next === masked) break
    masked = next
  }
  return masked
}

/** Texts of a reply: some channels repeat in their answer what they were sent. */
export const maskFacts = (facts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, maskCards(value)]))
