import { escapeText, SOAP_NAMESPACE } from './pmsxchange-replies.ts'

/**
 * The ways in which a PMS dresses an exported message: an envelope of its own, an old encoding, an
 * end-of-transmission byte.
 */

const SECEXT = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'
const PASSWORD_TEXT = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText'

/** Puts an export into a SOAP 1.1 envelope with a WS-Security header, as some PMSs write it. */
export const inEnvelope = (
  message: string,
  sender = { username: 'pms-own-user', password: 'pms-own-password' },
): string => {
  const token = `<wsse:Username>${escapeText(sender.username)}</wsse:Username><wsse:Password Type="${PASSWORD_TEXT}">${escapeText(sender.password)}</wsse:Password>`
  return [
    `<soap:Envelope xmlns:soap="${SOAP_NAMESPACE}">`,
    `<soap:Header><wsse:Security xmlns:wsse="${SECEXT}" soap:mustUnderstand="1"><wsse:UsernameToken>${token}</wsse:UsernameToken></wsse:Security></soap:Header>`,
    `<soap:Body>${message.replace(/^<\?xml[^>]*\?>\s*/, '')}</soap:Body>`,
    '</soap:Envelope>',
  ].join('\n')
}

export type SampleEncoding = 'utf-8' | 'utf-8-bom' | 'utf-16le-bom' | 'utf-16be-bom' | 'iso-8859-1' | 'windows-1252'

/** Characters Windows-1252 has where ISO-8859-1 has control codes. */
const windowsOnly = new Map([
  ['€', 0x80],
  ['Š', 0x8a],
  ['Œ', 0x8c],
  ['Ž', 0x8e],
  ['‘', 0x91],
  ['’', 0x92],
  ['“', 0x93],
  ['”', 0x94],
  ['–', 0x96],
  ['š', 0x9a],
  ['œ', 0x9c],
  ['ž', 0x9e],
  ['Ÿ', 0x9f],
])

const oneByteEach = (text: string, special: ReadonlyMap<string, number>): Buffer =>
  Buffer.from(
    [...text].map((character) => {
      const code = special.get(character) ?? character.codePointAt(0) ?? 0x3f
      return code > 0xff ? 0x3f : code
    }),
  )

const swapped = (bytes: Buffer): Buffer => bytes.swap16()

/**
 * The bytes of an export in one of the encodings PMSs use. What the encoding lacks becomes `?`. `hasEot` adds
 * the byte 0x04 some write last.
 */
export const encodeExport = (text: string, encoding: SampleEncoding, hasEot = false): Buffer => {
  const encoders: Record<SampleEncoding, () => Buffer> = {
    'utf-8': () => Buffer.from(text, 'utf8'),
    'utf-8-bom': () => Buffer.from(`\uFEFF${text}`, 'utf8'),
    'utf-16le-bom': () => Buffer.from(`\uFEFF${text}`, 'utf16le'),
    'utf-16be-bom': () => swapped(Buffer.from(`\uFEFF${text}`, 'utf16le')),
    'iso-8859-1': () => oneByteEach(text, new Map()),
    'windows-1252': () => oneByteEach(text, windowsOnly),
  }
  const bytes = encoders[encoding]()
  return hasEot ? Buffer.concat([bytes, Buffer.from([0x04])]) : bytes
}

/** An export for a job API: what to write where, with the PMS's own reference. */
export const jobWrite = (write: {
  method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path?: string
  reference: string
  body?: unknown
}): string =>
  JSON.stringify({
    method: write.method ?? 'POST',
    path: write.path ?? '/v1/residents/',
    reference: write.reference,
    body: write.body ?? {},
  })
