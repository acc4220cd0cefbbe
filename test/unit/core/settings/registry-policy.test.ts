import { expect, test } from 'vitest'
import { policyFromRegistry } from '../../../../main/core/settings/registry-policy.ts'

const HEAD = 'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\Software\\Policies\\Night Porter]\r\n'

/** A value of several lines as `reg export` writes it: bytes, wrapped. */
const lines = (...texts: string[]): string => {
  const bytes = [...Buffer.from(`${texts.join('\0')}\0\0`, 'utf16le')].map((byte) => byte.toString(16).padStart(2, '0'))
  return `hex(7):${bytes.join(',').replaceAll(/(.{75}),/g, '$1,\\\r\n  ')}`
}

test('texts, numbers, switches and lists become the policy', () => {
  const exported = [
    '"hotelName"="Hotel \\"Zur Alten Post\\" \\\\ Wien"',
    '"rehearsal"="false"',
    '"retention.deliveredDays"=dword:0000001e',
    '"contacts.hotel-it.phone"="+43 1 234"',
    '"contacts.hotel-it.name"="Ümit"',
    `"closed"=${lines('connections', 'folders')}`,
    `"connections"=${lines('[{"id":"pmsx",', ' "url":"https://group.example/ä"}]')}`,
    '"other"=hex:00,01',
  ].join('\r\n')
  expect(policyFromRegistry(`${HEAD}${exported}\r\n\r\n`)).toEqual({
    ok: true,
    policy: {
      hotelName: 'Hotel "Zur Alten Post" \\ Wien',
      rehearsal: false,
      retention: { deliveredDays: 30 },
      contacts: { 'hotel-it': { phone: '+43 1 234', name: 'Ümit' } },
      closed: ['connections', 'folders'],
      connections: [{ id: 'pmsx', url: 'https://group.example/ä' }],
    },
  })
})

test('an empty key says nothing', () => {
  expect(policyFromRegistry(HEAD)).toEqual({ ok: true, policy: undefined })
  expect(policyFromRegistry('')).toEqual({ ok: true, policy: undefined })
})

test('a list that is not JSON is told by its field', () => {
  expect(policyFromRegistry(`${HEAD}"folders"=${lines('[{"id":')}\r\n`)).toEqual({
    ok: false,
    problems: [{ field: 'folders', problem: 'is not valid JSON in the group policy' }],
  })
})
