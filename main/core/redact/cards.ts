import { type FieldRule, ruleForElement, ruleForName } from './card-fields.ts'
import { maskAllButLastFour, replaceCardNumbers, replaceSecurityCodes } from './free-text.ts'

/**
 * Begin and end of comments and CDATA, tags, text. A tag never spans another `<`, so broken markup costs no
 * more than whole.
 */
const markup = /<!--|-->|<!\[CDATA\[|\]\]>|<(?:"[^"<]*"|'[^'<]*'|[^<>"'])*>|(?:(?!-->|\]\]>)[^<])+|</g

/**
 * Stands among the open elements for a comment or CDATA section: markup inside it must not close, or colour,
 * what is around it.
 */
const SECTION = '<!'
const DEEPEST = 500

/** The closing quote may be missing where the text was cut. */
const attribute =
  /(?<![\w.:-])([\w.:-]+)(\s*=\s*)(?:(")([^"]*)("|$)|(')([^']*)('|$)|(&quot;)((?:(?!&quot;)[^<])*)(&quot;|$))/g
const jsonField = /(["'])([\w.-]+)\1(\s*:\s*)("(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*)/g
const escapedField = /(&lt;)([\w.:-]+)([^&<]{0,200}&gt;)((?:(?!&lt;)[^<])*)/g

const apply = (rule: FieldRule, value: string): string =>
  rule === 'remove' ? '' : rule === 'tail' ? maskAllButLastFour(value) : value

const maskAttributes = (tag: string): string =>
  tag.replace(attribute, (all: string, name: string, equals: string, ...quoted: (string | undefined)[]) => {
    const rule = ruleForName(name)
    const [open = '', value = '', close = ''] =
      [0, 3, 6].map((n) => quoted.slice(n, n + 3)).find(([quote]) => quote) ?? []
    return rule === null ? all : `${name}${equals}${open}${apply(rule, value)}${close}`
  })

type OpenElement = { name: string; rule: FieldRule }

const close = (open: OpenElement[], name: string): void => {
  const at = open.findLastIndex((element) => element.name === name)
  if (at >= 0) open.length = at
}

/**
 * Elements and attributes by name. What a removed element holds goes too, however deep:
 * `<SeriesCode><PlainText>…`.
 */
const maskMarkup = (text: string): string => {
  const open: OpenElement[] = []
  const enter = (element: OpenElement) => {
    open.push(element)
    if (open.length > DEEPEST) open.shift()
  }
  return text.replace(markup, (token) => {
    const parent = open.at(-1)
    const rule = parent?.rule ?? null
    if (token === '<!--' || token === '<![CDATA[') enter({ name: SECTION, rule })
    else if (token === '-->' || token === ']]>') close(open, SECTION)
    else {
      const name = /^<\/?\s*([^\s/>"'=<!?][^\s/>"'=<]*)/.exec(token)?.[1]
      if (name === undefined)
        return rule === null ? maskAttributes(token) : token.trim() === '' ? token : apply(rule, token)
      if (token.startsWith('</')) close(open, name)
      else {
        if (!token.endsWith('/>')) enter({ name, rule: rule ?? ruleForElement(name, parent?.name) })
        return maskAttributes(token)
      }
    }
    return token
  })
}

/**
 * The same fields in JSON, and in XML that was put into text (`&lt;CVC&gt;`). A removed number becomes null,
 * so that JSON stays JSON.
 */
const maskFields = (text: string): string =>
  text
    .replace(jsonField, (all, quote: string, name: string, colon: string, value: string) => {
      const rule = ruleForName(name)
      if (rule === null) return all
      const isText = value.startsWith('"')
      const masked = isText
        ? `"${apply(rule, value.slice(1, -1))}"`
        : rule === 'remove'
          ? 'null'
          : `"${apply(rule, value)}"`
      return `${quote}${name}${quote}${colon}${masked}`
    })
    .replace(escapedField, (all, start: string, name: string, end: string, value: string) => {
      const rule = ruleForName(name)
      return rule === null ? all : `${start}${name}${end}${apply(rule, value)}`
    })

/**
 * An export as it may be shown: card and account numbers keep their last four characters, security codes,
 * magnetic stripes, 3-D Secure values and keys are removed, also in free text (13 to 19 digits with a right
 * check digit; `cvv 937`). Everything else, and the structure, stays as it is. Works on XML, JSON, plain text
 * and broken pieces of them.
 */
export const maskCards = (text: string): string =>
  replaceSecurityCodes(replaceCardNumbers(maskFields(maskMarkup(text)), maskAllButLastFour), (code) =>
    code.replace(/\d/g, '*'),
  )
