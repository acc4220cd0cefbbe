import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { runMakensis } from './nsis.ts'
import { foldersOf, listProgramFiles, type ProgramFile } from './program-files.ts'

/** Never to be changed: by it Windows Installer knows an older package of the same program. */
const UPGRADE_CODE = 'B7A1C0E2-5D8A-4B77-9E1C-3A6E3C1F0D42'

/** A GUID that is the same for the same words, so that a file is the same component in every package. */
const guidOf = (words: string): string =>
  createHash('sha256')
    .update(`${UPGRADE_CODE} ${words}`)
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    .toUpperCase()

const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** A name that the tables of a package allow. */
const idOf = (kind: string, path: string): string =>
  `${kind}${createHash('sha256').update(path).digest('hex').slice(0, 24)}`

const componentOf = ({ path }: ProgramFile): string =>
  `<Component Id="${idOf('c', path)}" Guid="${guidOf(path)}" Win64="yes"><File Id="${idOf('f', path)}" ` +
  `Name="${attribute(basename(path))}" Source="program/${attribute(path)}" KeyPath="yes"/></Component>`

/** The folders and files of a folder of the list; '.' is the program folder. */
const contentOf = (folder: string, files: readonly ProgramFile[], folders: readonly string[]): string =>
  [
    ...files.filter(({ path }) => dirname(path) === folder).map(componentOf),
    ...folders
      .filter((path) => dirname(path) === folder)
      .map(
        (path) =>
          `<Directory Id="${idOf('d', path)}" Name="${attribute(basename(path))}">${contentOf(path, files, folders)}</Directory>`,
      ),
  ].join('\n')

/** The switches of the setup program, as properties of the package. */
const properties = ['CONFIG', 'POLICY', 'SERVICE', 'PURGE']

/** The words that an action hands to msi-helper.nsi. Properties stand in brackets. */
const helperWords = (what: string): string =>
  `/DO=${what} /DIR="[INSTALLDIR]" ${properties.map((name) => `/${name}="[${name}]"`).join(' ')}`

/**
 * Actions of the package beside those of Windows Installer, in its own words: an executable of the Binary
 * table, deferred, with the rights of the system. `place` is between the standard actions: 1500 is
 * InstallInitialize, 3500 RemoveFiles, 4000 InstallFiles.
 * https://learn.microsoft.com/windows/win32/msi/custom-action-type-2
 */
const DEFERRED_AS_SYSTEM = 2 + 1024 + 2048
const FAILURE_IGNORED = 64
const actions = [
  // Also when an older package is removed in an upgrade: it asks the hosts of its own folder to leave.
  { id: 'StopHosts', what: 'stop', type: DEFERRED_AS_SYSTEM, place: 1510, when: 'NOT REMOVE OR UPGRADINGPRODUCTCODE' },
  {
    id: 'RemoveTraces',
    what: 'remove',
    type: DEFERRED_AS_SYSTEM + FAILURE_IGNORED,
    place: 3450,
    when: 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE',
  },
  { id: 'ApplySettings', what: 'apply', type: DEFERRED_AS_SYSTEM, place: 4010, when: 'NOT REMOVE' },
]
const sqlText = (text: string): string => `'${text.replaceAll("'", "\\'")}'`

/** What wixl has no elements for, as statements on the tables of the package. */
const statements = (): string[] => [
  ...actions.flatMap(({ id, what, type, place, when }) => [
    `INSERT INTO CustomAction (Action, Type, Source, Target) VALUES ('${id}', ${type}, 'Helper', ${sqlText(helperWords(what))})`,
    `INSERT INTO InstallExecuteSequence (Action, Condition, Sequence) VALUES ('${id}', ${sqlText(when)}, ${place})`,
  ]),
  // Within the transaction: when the new package fails, the old one is put back.
  `UPDATE InstallExecuteSequence SET Sequence = 1520 WHERE Action = 'RemoveExistingProducts'`,
  `UPDATE Property SET Value = '${[...properties, 'WIX_DOWNGRADE_DETECTED', 'WIX_UPGRADE_DETECTED'].join(';')}' WHERE Property = 'SecureCustomProperties'`,
]

/** The source of the package, for wixl. */
const msiSource = (version: string, files: readonly ProgramFile[]): string => `<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
<Product Id="*" Name="Night Porter" Language="1033" Version="${version}" Manufacturer="Night Porter" UpgradeCode="${UPGRADE_CODE}">
<Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine" Platform="x64" Description="Night Porter ${version}"/>
<Media Id="1" Cabinet="program.cab" EmbedCab="yes"/>
<MajorUpgrade DowngradeErrorMessage="A newer version of Night Porter is installed. An older one cannot read its data. Nothing was changed."/>
<Property Id="MSIRESTARTMANAGERCONTROL" Value="Disable"/>
<Property Id="ARPNOMODIFY" Value="1"/>
<Property Id="SETUPPROGRAM"><RegistrySearch Id="SetupProgram" Root="HKLM" Key="Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\com.nightporter.desktop" Name="DisplayVersion" Type="raw" Win64="yes"/></Property>
<Condition Message="Night Porter was installed by its setup program. Uninstall it first; the data stays. Nothing was changed.">Installed OR NOT SETUPPROGRAM</Condition>
<Condition Message="Night Porter needs Windows 10 or later. Nothing was changed.">VersionNT64 &gt;= 603</Condition>
<Binary Id="Helper" SourceFile="helper.exe"/>
<Directory Id="TARGETDIR" Name="SourceDir"><Directory Id="ProgramFiles64Folder"><Directory Id="INSTALLDIR" Name="Night Porter">
<Component Id="Marker" Guid="${guidOf('marker')}" Win64="yes"><RegistryValue Root="HKLM" Key="Software\\Night Porter" Name="InstalledBy" Type="string" Value="msi" KeyPath="yes"/></Component>
${contentOf('.', files, foldersOf(files))}
</Directory></Directory></Directory>
<Feature Id="Program" Level="1">
<ComponentRef Id="Marker"/>
${files.map(({ path }) => `<ComponentRef Id="${idOf('c', path)}"/>`).join('\n')}
</Feature>
</Product>
</Wix>
`

/**
 * Makes the MSI package of a program folder with wixl (Debian's package `wixl`). Throws with what it said.
 */
export const buildMsi = ({ folder, version, file }: { folder: string; version: string; file: string }): void => {
  const work = mkdtempSync(join(tmpdir(), 'np-msi-'))
  try {
    const helper = join(work, 'helper.exe')
    runMakensis('msi-helper.nsi', { VERSION: version, OUT_FILE: helper })
    // wixl takes names relative to its own folder only.
    symlinkSync(folder, join(work, 'program'))
    writeFileSync(join(work, 'package.wxs'), msiSource(version, listProgramFiles(folder)))
    execFileSync('wixl', ['--arch', 'x64', '-o', 'package.msi', 'package.wxs'], {
      cwd: work,
      stdio: 'pipe',
      encoding: 'utf8',
    })
    for (const statement of statements())
      execFileSync('msibuild', ['package.msi', '-q', statement], { cwd: work, stdio: 'pipe', encoding: 'utf8' })
    copyFileSync(join(work, 'package.msi'), file)
  } finally {
    rmSync(work, { recursive: true })
  }
}
