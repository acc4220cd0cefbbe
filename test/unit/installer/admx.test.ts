import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { adml, admx, readPolicyTexts, templateLanguages, textNameOf } from '../../../assets/installer/admx.ts'
import { policyFields } from '../../../assets/installer/policy-fields.ts'
import { policyFromRegistry } from '../../../main/core/settings/registry-policy.ts'

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' })
const names = policyFields().map(({ name }) => name)

test('every field that a policy can decide has a policy, and its value has the name of the field', () => {
  expect(names).toEqual(
    expect.arrayContaining([
      ...['hotelName', 'locale', 'rehearsal', 'connections', 'folders', 'proxy.url', 'contacts.hotel-it.phone'],
      ...['retention.cardHours', 'closed', 'allowedHosts'],
    ]),
  )
  expect(names).not.toContain('version')
  expect(XMLValidator.validate(admx())).toBe(true)
  const written = [...admx().matchAll(/valueName="([^"]+)"/g)].map(([, name]) => name)
  expect(written).toEqual(names)
})

test('what the templates write is what the program reads', () => {
  const lines = [
    ...['"rehearsal"="true"', '"locale"="de"', '"retention.contentDays"=dword:0000000a'],
    '"contacts.hotel-it.phone"="+43 1 2"',
  ]
  expect(policyFromRegistry(lines.join('\r\n'))).toEqual({
    ok: true,
    policy: {
      rehearsal: true,
      locale: 'de',
      retention: { contentDays: 10 },
      contacts: { 'hotel-it': { phone: '+43 1 2' } },
    },
  })
  const template = admx()
  expect(template).toContain('<enabledValue><string>true</string></enabledValue>')
  expect(template).toContain('<item displayName="$(string.locale_de)"><value><string>de</string></value></item>')
  expect(template).toContain('<decimal id="retention_contentDays" valueName="retention.contentDays"')
})

describe.each(templateLanguages)('the texts in %s', (language) => {
  test('name every policy, and nothing that is not there any more', () => {
    expect(XMLValidator.validate(adml(language))).toBe(true)
    const { resources } = parser.parse(adml(language)).policyDefinitionResources
    const ids = new Set(resources.stringTable.string.map(({ id }: { id: string }) => id))
    const asked = [...admx().matchAll(/\$\(string\.([^)]+)\)/g)].map(([, id]) => id)
    expect(asked.filter((id) => !ids.has(id))).toEqual([])
    const shown = new Set(resources.presentationTable.presentation.map(({ id }: { id: string }) => id))
    const wanted = [...admx().matchAll(/\$\(presentation\.([^)]+)\)/g)].map(([, id]) => id)
    expect([...shown].toSorted()).toEqual(wanted.toSorted())
    const known = new Set(names.map(textNameOf))
    expect(Object.keys(readPolicyTexts(language).fields).filter((name) => !known.has(name))).toEqual([])
    const roles = new Set(names.flatMap((name) => /^contacts\.([^.]+)\./.exec(name)?.[1] ?? []))
    expect(Object.keys(readPolicyTexts(language).roles).toSorted()).toEqual([...roles].toSorted())
  })
})
