import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { adml, admx, templateLanguages } from './admx.ts'
import { buildMsi } from './build-msi.ts'
import { buildSetup } from './build-setup.ts'
import { checksums } from './checksums.ts'
import { type Signing, sign } from './sign.ts'

/** What setup and MSI call: without it they could neither judge settings nor end what runs. */
const neededFiles = ['Night Porter.exe', 'np.cmd', 'resources/np/node.exe', 'resources/np/np.mjs']

export type MakeFiles = {
  /** The program folder, as it will stand on the PC. Its program is signed in its place. */
  folder: string
  version: string
  /** The folder that the files are written to. */
  into: string
  isCompressed: boolean
  signing: Signing | null
  /** Files in `into` that come from elsewhere and are listed with their hashes as well. */
  beside: readonly string[]
}

/**
 * Makes all that IT gets: the setup program, the MSI package, the templates for group policy, and
 * `SHA256SUMS` over them. Gives the names of the files. Throws with the words of the tool that failed.
 */
export const makeFiles = ({ folder, version, into, isCompressed, signing, beside }: MakeFiles): string[] => {
  const missing = neededFiles.filter((name) => !existsSync(join(folder, name)))
  if (missing.length > 0) throw new Error(`The program folder ${folder} has no ${missing.join(', no ')}.`)
  const setup = `Night-Porter-Setup-${version}.exe`
  const msi = `Night-Porter-${version}.msi`
  const signed = (name: string): string => {
    if (signing !== null) sign(join(into, name), signing)
    return name
  }
  if (signing !== null) sign(join(folder, 'Night Porter.exe'), signing)
  buildSetup({ folder, version, file: join(into, setup), isCompressed, isSigned: signing !== null })
  buildMsi({ folder, version, file: join(into, msi) })
  const templates = [
    { name: 'PolicyDefinitions/NightPorter.admx', text: admx() },
    ...templateLanguages.map((language) => ({
      name: `PolicyDefinitions/${language}/NightPorter.adml`,
      text: adml(language),
    })),
  ]
  for (const { name, text } of templates) {
    mkdirSync(join(into, name, '..'), { recursive: true })
    // Group policy's editor reads lines that end as Windows ends them.
    writeFileSync(join(into, name), text.replaceAll('\n', '\r\n'))
  }
  const names = [signed(setup), signed(msi), ...templates.map(({ name }) => name), ...beside]
  writeFileSync(join(into, 'SHA256SUMS'), checksums(into, names))
  return [...names, 'SHA256SUMS']
}
