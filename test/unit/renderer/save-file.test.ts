import { describe, expect, it } from 'vitest'
import { bytesOf, safeFileName } from '../../../renderer/client/save-file.ts'

describe('the name of a saved copy', () => {
  it.each([
    ['RES-1001.xml', 'RES-1001.xml'],
    ['Müller, 宮本 (2).xml', 'Müller, 宮本 (2).xml'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\PMS\\a.xml', 'C__PMS_a.xml'],
    ['a<b>c|d?e*f"g.xml', 'a_b_c_d_e_f_g.xml'],
    ['a\u0000b\nc.xml', 'a_b_c.xml'],
    ['invoice\u202Elmx.exe', 'invoice_lmx.exe'],
    ['.hidden.xml', 'hidden.xml'],
    ['a.xml . ', 'a.xml'],
    ['CON.xml', '_CON.xml'],
    ['com1', '_com1'],
    ['console.xml', 'console.xml'],
    ['', 'export'],
    [' .. ', 'export'],
  ])('of %j is %j', (name, safe) => {
    expect(safeFileName(name)).toBe(safe)
  })

  it('is cut in the middle of nothing: whole letters, and the ending stays', () => {
    const safe = safeFileName(`${'😀'.repeat(300)}.xml`)
    expect([...safe]).toHaveLength(120)
    expect(safe.isWellFormed()).toBe(true)
    expect(safe.endsWith('😀.xml')).toBe(true)
  })
})

it('bytes come back from base64 as they were', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, n) => n)
  expect(bytesOf(Buffer.from(bytes).toString('base64'))).toEqual(bytes)
  expect(bytesOf('')).toHaveLength(0)
})
