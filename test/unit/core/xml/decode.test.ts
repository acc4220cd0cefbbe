import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { decodeText } from '../../../../main/core/xml/decode.ts'

const bytes = (...parts: (string | number[] | Buffer)[]): Uint8Array =>
  new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part)))),
  )
const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>`
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()

describe('decoding', () => {
  it.each([
    ['UTF-8 without a declaration', bytes(Buffer.from('<a>Müller</a>')), '<a>Müller</a>', 'utf-8'],
    ['UTF-8 with a byte order mark', bytes([0xef, 0xbb, 0xbf], Buffer.from('<a>ž</a>')), '<a>ž</a>', 'utf-8'],
    ['UTF-16LE', bytes([0xff, 0xfe], Buffer.from('<a>Novák 😀</a>', 'utf16le')), '<a>Novák 😀</a>', 'utf-16le'],
    ['UTF-16BE', bytes([0xfe, 0xff], utf16be('<a>Novák</a>')), '<a>Novák</a>', 'utf-16be'],
    ['UTF-16LE without a mark', bytes(Buffer.from('<a>ü</a>', 'utf16le')), '<a>ü</a>', 'utf-16le'],
    [
      'UTF-16LE and one byte of end of transmission',
      bytes([0xff, 0xfe], Buffer.from('<a/>', 'utf16le'), [4]),
      '<a/>',
      'utf-16le',
    ],
    [
      'UTF-16LE cut in the middle of a pair',
      bytes([0xff, 0xfe], Buffer.from('<a>😀', 'utf16le').subarray(0, 8)),
      '<a>',
      'utf-16le',
    ],
  ])('%s', (_, input, text, encoding) => {
    expect(decodeText(input)).toEqual({ ok: true, text, encoding, note: null })
  })

  it.each([
    ['ISO-8859-1', [0xfc, 0xdf], 'üß', 'iso-8859-1'],
    ['iso-8859-1', [0x80], '€', 'iso-8859-1'],
    ['latin1', [0xe9], 'é', 'iso-8859-1'],
    ['Windows-1252', [0x80, 0x99, 0x8a, 0x9f, 0xff], '€™ŠŸÿ', 'windows-1252'],
    ['CP1252', [0x96], '–', 'windows-1252'],
    ['ISO-8859-15', [0xa4, 0xa6, 0xbd, 0xa5, 0xe4], '€Šœ¥ä', 'iso-8859-15'],
    ['US-ASCII', [0x41], 'A', 'utf-8'],
  ])('%s as declared', (name, content, text, encoding) => {
    expect(decodeText(bytes(declared(name), content))).toEqual({
      ok: true,
      text: declared(name) + text,
      encoding,
      note: null,
    })
  })

  it('reads UTF-8 that is none as Windows-1252 and says so', () => {
    const input = bytes(declared('UTF-8'), [0x4d, 0xfc, 0x80])
    expect(decodeText(input)).toEqual({
      ok: true,
      text: `${declared('UTF-8')}Mü€`,
      encoding: 'windows-1252',
      note: 'not-as-declared',
    })
  })

  it('reads what calls itself UTF-16 and is not as UTF-8', () => {
    expect(decodeText(bytes(declared('utf-16'), Buffer.from('ü')))).toMatchObject({
      text: `${declared('utf-16')}ü`,
      encoding: 'utf-8',
      note: 'not-as-declared',
    })
  })

  it.each(['EBCDIC-CP-DE', 'ISO-2022-JP', 'x-made-up'])('refuses %s by name', (name) => {
    expect(decodeText(bytes(declared(name)))).toEqual({ ok: false, cause: 'file-encoding', facts: { encoding: name } })
  })

  it('refuses UTF-16 that is none', () => {
    expect(decodeText(bytes([0xff, 0xfe, 0x00, 0xd8, 0x00, 0xd8, 0x41, 0x00, 0x42, 0x00]))).toEqual({
      ok: false,
      cause: 'file-encoding',
      facts: { encoding: 'UTF-16LE' },
    })
  })

  it.each([[[4]], [[0, 0, 0]], [[0x0d, 0x0a, 0x04]], [[0x1a]], [[0x20, 0x09, 0x00, 0x04, 0x0a]]])(
    'drops the padding %j at the end',
    (padding) => {
      expect(decodeText(bytes('<a/>', padding))).toMatchObject({ text: '<a/>' })
    },
  )

  it('gives an empty text for padding alone', () => {
    expect(decodeText(bytes([0, 0, 0x0a]))).toMatchObject({ ok: true, text: '' })
  })

  it('reads large files byte by byte without running out of stack', () => {
    const input = bytes(declared('ISO-8859-1'), Buffer.alloc(3_000_000, 0xfc))
    expect(decodeText(input)).toMatchObject({ ok: true, encoding: 'iso-8859-1' })
  })
})
