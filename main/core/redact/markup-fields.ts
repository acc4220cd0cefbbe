import type { Found } from './card-found.ts'
import { type CardField, isCode, isVoucher, rememberNames } from './card-names.ts'
import { isCardNumber } from './luhn.ts'
import { readMarkupTokens } from './markup-tokens.ts'
import type { Span } from './view.ts'

/**
 * Fields about cards in XML: attributes and elements by their names. Works on whole documents, broken ones
 * and pieces, since nothing of a file may be stored before this was done. Takes time in proportion to the
 * text.
 */

const attribute = /(?<!\s)(\s*)(?<![\p{L}\p{N}_.:-])([\p{L}\p{N}_.:-]+)(\s*=\s*)(?:"([^"]*)(?:"|$)|'([^']*)(?:'|$))/gu
const tagName = /^<\/?\s*([^\s/>"'=<!?][^\s/>"'=<]*)/

/**
 * Stands among the open elements for a comment or CDATA section: markup inside it must not close, or colour,
 * what is around it.
 */
const SECTION = '<!'
const DEEPEST = 200

type Open = {
  name: string
  start: number
  openEnd: number
  field: CardField
  isInCard: boolean
  isInVoucher: boolean
  /** The element whose value this is a part of; null outside of a field. */
  root: Open | null
  /** Texts of a field, or of an element that has no others in it. */
  texts: Span[]
  hasChildren: boolean
}

const outside = { isInCard: false, isInVoucher: false }

const isNumberValue = (value: string): boolean => isCardNumber(value.replace(/[ \t-]/g, ''))

export const findInMarkup = (text: string): Found[] => {
  const { fieldOf, isCardHolder } = rememberNames()
  const found: Found[] = []
  const open: Open[] = []

  /** The attributes of a tag, or of what is left of one. Gives whether a field of a card is among them. */
  const readAttributes = (
    start: number,
    tag: string,
    { isInCard, isInVoucher }: Pick<Open, 'isInCard' | 'isInVoucher'>,
    isValueOfField: boolean,
  ): boolean => {
    const list = [...tag.matchAll(attribute)].map((match) => {
      const [all, blank = '', name = '', equals = '', double, single] = match
      const value = double ?? single ?? ''
      const valueStart = start + match.index + blank.length + name.length + equals.length + 1
      return { name, value, start: start + match.index, end: start + match.index + all.length, valueStart }
    })
    const hasNumber = list.some(
      ({ name, value }) => fieldOf(name, isInCard, isInVoucher) !== null || isNumberValue(value),
    )
    for (const { name, value, valueStart, ...whole } of list) {
      const isHere = isInCard || hasNumber
      const isSecret = isCode(name, value, isHere) || (isValueOfField && /\d/.test(value))
      const what = isSecret ? 'security' : fieldOf(name, isHere, isInVoucher)
      if (what !== null && value !== '')
        found.push({ what, as: 'field', values: [{ start: valueStart, end: valueStart + value.length }], whole })
    }
    return hasNumber
  }

  const enter = (element: Open) => {
    open.push(element)
    if (open.length > DEEPEST) leave(open.shift(), null)
  }

  /** `end`: behind the end tag that closes this very element. */
  const leave = (element: Open | undefined, end: number | null) => {
    if (element === undefined) return
    const { texts, field, root, isInCard, hasChildren, start } = element
    const [only] = texts
    const isSecret =
      !hasChildren && only !== undefined && isCode(element.name, text.slice(only.start, texts.at(-1)?.end), isInCard)
    const what = isSecret ? 'security' : root === element ? field : null
    const whole = end === null ? null : { start, end }
    if (what !== null && (texts.length > 0 || whole !== null))
      found.push({ what, as: 'field', values: texts, whole: what === 'security' || texts.length > 0 ? whole : null })
  }

  const close = (name: string, end: number) => {
    if (open.at(-1)?.name === name) {
      leave(open.pop(), end)
      return
    }
    if (!open.some((element) => element.name === name)) return
    while (open.at(-1)?.name !== name) leave(open.pop(), null)
    leave(open.pop(), null)
  }

  const startTag = (at: number, tag: string, name: string) => {
    const parent = open.at(-1)
    const isAround = parent?.isInCard ?? false
    const isHere = isAround || isCardHolder(name)
    const isInVoucher = !isHere && ((parent?.isInVoucher ?? false) || isVoucher(name))
    const ownField = parent?.root ? null : fieldOf(name, isAround, isInVoucher)
    const isOfSecurity = ownField === 'security' || parent?.root?.field === 'security'
    const hasNumber = readAttributes(at, tag, { isInCard: isHere, isInVoucher }, isOfSecurity)
    const end = at + tag.length
    if (parent) parent.hasChildren = true
    if (tag.endsWith('/>')) {
      if (ownField === 'security') found.push({ what: 'security', as: 'field', values: [], whole: { start: at, end } })
      return
    }
    const element: Open = {
      ...{
        name,
        start: at,
        openEnd: end,
        field: ownField,
        isInCard: isHere || hasNumber,
        isInVoucher,
        texts: [],
        hasChildren: false,
      },
      root: parent?.root ?? null,
    }
    if (ownField !== null) element.root = element
    enter(element)
  }

  const next = readMarkupTokens(text)
  for (let token = next(); token !== null; token = next()) {
    const { piece, index } = token
    const parent = open.at(-1)
    if (piece === '<!--' || piece === '<![CDATA[') {
      const { isInCard = false, isInVoucher = false, root = null } = parent ?? {}
      const section = { start: index, openEnd: index, field: null, texts: [], hasChildren: true }
      enter({ name: SECTION, isInCard, isInVoucher, root, ...section })
    } else if (piece === '-->' || piece === ']]>') close(SECTION, index + piece.length)
    else {
      const name = tagName.exec(piece)?.[1]
      if (name !== undefined && piece.startsWith('</')) close(name, index + piece.length)
      else if (name !== undefined) startTag(index, piece, name)
      else if (piece.trim() !== '') {
        const owner = parent?.root ?? (parent?.name === SECTION ? open.findLast((one) => one.name !== SECTION) : parent)
        const isOfField = parent?.root != null
        if (owner && (isOfField || !owner.hasChildren)) owner.texts.push({ start: index, end: index + piece.length })
        if (!isOfField && piece.includes('=')) readAttributes(index, piece, parent ?? outside, false)
      }
    }
  }
  while (open.length > 0) leave(open.pop(), null)
  return found
}
