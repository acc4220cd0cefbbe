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

  it.each([
    ['windows-1250', [0xd8, 0x65, 0x68, 0x6f, 0xf8], 'Řehoř', 'windows-1250'],
    ['CP1250', [0x8a], 'Š', 'windows-1250'],
    ['win-1251', [0xc8], 'И', 'windows-1251'],
    ['windows1253', [0xc1], 'Α', 'windows-1253'],
    ['ISO-8859-2', [0xa3, 0xbf], 'Łż', 'iso-8859-2'],
    ['ISO8859_2', [0xa3, 0xbf], 'Łż', 'iso-8859-2'],
    ['8859_2', [0xa3], 'Ł', 'iso-8859-2'],
    ['x-windows-1250', [0x8a], 'Š', 'windows-1250'],
    ['1251', [0xc8], 'И', 'windows-1251'],
    ['ISO_8859-9', [0xfd], 'ı', 'windows-1254'],
    ['ISO-8859-13', [0xf0], 'š', 'iso-8859-13'],
    ['KOI8-R', [0xe9], 'И', 'koi8-r'],
    ['Shift_JIS', [0x8e, 0x52, 0x93, 0x63], '山田', 'shift_jis'],
    ['Windows-31J', [0x8e, 0x52], '山', 'shift_jis'],
    ['EUC-KR', [0xb1, 0xe8], '김', 'euc-kr'],
    ['GB2312', [0xcd, 0xf5], '王', 'gbk'],
    ['Big5', [0xaa, 0x4c], '林', 'big5'],
    ['ISO-2022-JP', [0x1b, 0x24, 0x42, 0x3b, 0x33, 0x1b, 0x28, 0x42], '山', 'iso-2022-jp'],
    ['macintosh', [0x9f], 'ü', 'macintosh'],
    ['IBM850', [0x81, 0xe1, 0x9b], 'üßø', 'ibm850'],
    ['cp437', [0x81, 0xe1, 0x9b], 'üß¢', 'cp437'],
    ['CP852', [0xe7, 0x9f], 'šč', 'cp852'],
    ['IBM858', [0xd5], '€', 'ibm858'],
  ])('%s as declared, as every encoding that can be read', (name, content, text, encoding) => {
    const decoded = decodeText(bytes(declared(name), content))
    expect(decoded).toEqual({ ok: true, text: declared(name) + text, encoding, note: null })
  })

  it.each(['EBCDIC-CP-DE', 'IBM037', 'hz-gb-2312', 'x-made-up', 'UTF-7'])('refuses %s by name', (name) => {
    expect(decodeText(bytes(declared(name)))).toEqual({ ok: false, cause: 'file-encoding', facts: { encoding: name } })
  })

  it.each([
    ['UTF-32 with its mark', [0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0], 'UTF-32'],
    ['UTF-32 without', [0, 0, 0, 0x3c, 0, 0, 0, 0x61], 'UTF-32'],
    ['EBCDIC', [0x4c, 0x6f, 0xa7, 0x94, 0x93], 'EBCDIC'],
  ])('refuses %s by name', (_, content, encoding) => {
    expect(decodeText(bytes(content))).toEqual({ ok: false, cause: 'file-encoding', facts: { encoding } })
  })

  it.each(['ISO-8859-1', 'windows-1252', 'windows-1250', 'IBM850', 'Shift_JIS', 'x-made-up', 'UTF-16'])(
    'lets the mark of UTF-8 decide, also against %s',
    (name) => {
      const input = bytes([0xef, 0xbb, 0xbf], Buffer.from(`${declared(name)}Zoë Šimić`))
      expect(decodeText(input)).toMatchObject({ text: `${declared(name)}Zoë Šimić`, encoding: 'utf-8' })
    },
  )

  it.each(['ISO-8859-1', 'windows-1252', 'ISO-8859-15', 'windows-1251', 'IBM850', 'US-ASCII'])(
    'reads letters that are valid UTF-8 as such, although %s is declared',
    (name) => {
      expect(decodeText(bytes(declared(name), Buffer.from('Zoë Šimić')))).toMatchObject({
        text: `${declared(name)}Zoë Šimić`,
        encoding: 'utf-8',
      })
    },
  )

  it('reads UTF-8 that calls itself an encoding of pairs, but no pair that is valid UTF-8 by chance', () => {
    expect(decodeText(bytes(declared('GBK'), Buffer.from('王小明')))).toMatchObject({ encoding: 'utf-8' })
    expect(decodeText(bytes(declared('GBK'), [0xc4, 0xa3]))).toMatchObject({
      text: `${declared('GBK')}模`,
      encoding: 'gbk',
    })
  })

  it.each(['UTF-8', 'windows-1252'])('lets a stray byte cost that byte, where %s is declared', (name) => {
    const input = bytes(declared(name), Buffer.from('Zoë '), [0xfc], Buffer.from(' Šimić 1'))
    expect(decodeText(input)).toMatchObject({ text: `${declared(name)}Zoë \ufffd Šimić 1`, encoding: 'utf-8' })
  })

  it('lets a stray unit of UTF-16 cost that unit', () => {
    const input = bytes([0xff, 0xfe, 0x41, 0, 0x00, 0xd8, 0x42, 0, 0x43, 0])
    expect(decodeText(input)).toMatchObject({ ok: true, text: 'A\ufffdBC', encoding: 'utf-16le' })
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
