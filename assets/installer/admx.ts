import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type PolicyField, policyFields } from './policy-fields.ts'

/**
 * Templates for the editor of group policy: one policy for each field of policy.json, with its texts in
 * English and German. main/core/settings/registry-policy.ts reads what they write.
 */

const KEY = 'Software\\Policies\\Night Porter'
export const templateLanguages = ['en-US', 'de-DE'] as const
type Language = (typeof templateLanguages)[number]

const Texts = z.strictObject({
  supported: z.string(),
  /** The name of a contact's policy, with {role} and {part}. */
  contact: z.string(),
  /** What every explanation ends with. */
  more: z.string(),
  roles: z.record(z.string(), z.string()),
  choices: z.record(z.string(), z.string()),
  fields: z.record(z.string(), z.strictObject({ name: z.string(), help: z.string() })),
})
export type PolicyTexts = z.infer<typeof Texts>

export const readPolicyTexts = (language: Language): PolicyTexts =>
  Texts.parse(JSON.parse(readFileSync(join(import.meta.dirname, `policy-${language}.json`), 'utf8')))

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const idOf = (name: string): string => name.replaceAll(/[^A-Za-z0-9]/g, '_')

/** Under which name a field has its texts: the contacts share theirs. */
export const textNameOf = (name: string): string => name.replace(/^contacts\.[^.]+\./, 'contacts.*.')

const textsOf = (name: string, texts: PolicyTexts): { name: string; help: string } => {
  const field = texts.fields[textNameOf(name)]
  if (field === undefined) throw new Error(`The field ${name} of the policy has no text in assets/installer.`)
  const role = /^contacts\.([^.]+)\./.exec(name)?.[1]
  if (role === undefined) return field
  const roleName = texts.roles[role]
  if (roleName === undefined) throw new Error(`The role ${role} has no text in assets/installer.`)
  return { ...field, name: texts.contact.replace('{role}', roleName).replace('{part}', field.name) }
}

const elementOf = (field: PolicyField): string => {
  const common = `id="${idOf(field.name)}" valueName="${field.name}"`
  switch (field.kind) {
    case 'text':
      return `<text ${common} required="true"${field.longest === null ? '' : ` maxLength="${field.longest}"`}/>`
    case 'number':
      return `<decimal ${common} required="true" minValue="${field.from}" maxValue="${field.to}"/>`
    case 'lines':
      return `<multiText ${common} required="true" maxLength="1048576"/>`
    case 'choice':
      return `<enum ${common} required="true">${field.choices
        .map(
          (choice) =>
            `<item displayName="$(string.${idOf(`${field.name}.${choice}`)})"><value><string>${escaped(choice)}</string></value></item>`,
        )
        .join('')}</enum>`
    case 'switch':
      return ''
  }
}

const policyOf = (field: PolicyField): string => {
  const id = idOf(field.name)
  const head = `<policy name="${id}" class="Machine" displayName="$(string.${id})" explainText="$(string.${id}_Help)" key="${KEY}"`
  const inside = '<parentCategory ref="NightPorter"/><supportedOn ref="SUPPORTED_NightPorter"/>'
  return field.kind === 'switch'
    ? `${head} valueName="${field.name}">${inside}<enabledValue><string>true</string></enabledValue><disabledValue><string>false</string></disabledValue></policy>`
    : `${head} presentation="$(presentation.${id})">${inside}<elements>${elementOf(field)}</elements></policy>`
}

/** The template itself, NightPorter.admx. */
export const admx = (): string => `<?xml version="1.0" encoding="utf-8"?>
<policyDefinitions xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions" revision="1.0" schemaVersion="1.0">
<policyNamespaces><target prefix="nightporter" namespace="NightPorter.Policies"/></policyNamespaces>
<resources minRequiredRevision="1.0"/>
<supportedOn><definitions><definition name="SUPPORTED_NightPorter" displayName="$(string.SUPPORTED_NightPorter)"/></definitions></supportedOn>
<categories><category name="NightPorter" displayName="$(string.NightPorter)"/></categories>
<policies>
${policyFields().map(policyOf).join('\n')}
</policies>
</policyDefinitions>
`

const presentationOf = (field: PolicyField, label: string): string => {
  const id = idOf(field.name)
  switch (field.kind) {
    case 'text':
      return `<presentation id="${id}"><textBox refId="${id}"><label>${label}</label></textBox></presentation>`
    case 'number':
      return `<presentation id="${id}"><decimalTextBox refId="${id}">${label}</decimalTextBox></presentation>`
    case 'lines':
      return `<presentation id="${id}"><multiTextBox refId="${id}">${label}</multiTextBox></presentation>`
    case 'choice':
      return `<presentation id="${id}"><dropdownList refId="${id}">${label}</dropdownList></presentation>`
    case 'switch':
      return ''
  }
}

/** The texts of the template in one language, NightPorter.adml. Throws where a field has none. */
export const adml = (language: Language): string => {
  const texts = readPolicyTexts(language)
  const fields = policyFields()
  const choiceOf = (name: string): string => {
    const text = texts.choices[name]
    if (text === undefined) throw new Error(`The choice ${name} of the policy has no text in assets/installer.`)
    return text
  }
  const strings = [
    ['NightPorter', 'Night Porter'],
    ['SUPPORTED_NightPorter', texts.supported],
    ...fields.flatMap((field) => {
      const { name, help } = textsOf(field.name, texts)
      const choices = field.kind === 'choice' ? field.choices : []
      return [
        [idOf(field.name), name],
        [`${idOf(field.name)}_Help`, `${help}\n\n${texts.more}`],
        ...choices.map((choice) => [idOf(`${field.name}.${choice}`), choiceOf(`${field.name}.${choice}`)]),
      ]
    }),
  ]
  return `<?xml version="1.0" encoding="utf-8"?>
<policyDefinitionResources xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions" revision="1.0" schemaVersion="1.0">
<displayName>Night Porter</displayName>
<description>Night Porter</description>
<resources>
<stringTable>
${strings.map(([id = '', text = '']) => `<string id="${id}">${escaped(text)}</string>`).join('\n')}
</stringTable>
<presentationTable>
${fields.flatMap((field) => presentationOf(field, escaped(textsOf(field.name, texts).name)) || []).join('\n')}
</presentationTable>
</resources>
</policyDefinitionResources>
`
}
