import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runMakensis } from './nsis.ts'
import { foldersOf, listProgramFiles, megabytesOf, type ProgramFile } from './program-files.ts'

/** A text as it stands in quotes in a script of NSIS. */
const quoted = (text: string): string => `"${text.replaceAll('$', '$$$$').replaceAll('"', '$\\"')}"`
const windowsPath = (path: string): string => path.replaceAll('/', '\\')

/**
 * The part of the script that is made from the program folder: how its files are laid into a folder, and how
 * exactly these are removed again.
 */
const fileListScript = (folder: string, files: readonly ProgramFile[]): string => {
  const inFolder = (path: string) => (path === '.' ? '' : `\\${windowsPath(path)}`)
  const byFolder = Map.groupBy(files, ({ path }) => dirname(path))
  const laid = [...byFolder].flatMap(([path, ours]) => [
    `  SetOutPath ${quoted(`\${FOLDER}${inFolder(path)}`).replaceAll('$$', '$')}`,
    ...ours.map((file) => `  File ${quoted(join(folder, file.path))}`),
  ])
  const target = (path: string) => `"\${FOLDER}\\${windowsPath(path).replaceAll('$', '$$$$')}"`
  return [
    '!macro LayFiles FOLDER',
    ...laid,
    '!macroend',
    '!macro RemoveFiles FOLDER',
    ...files.map(({ path }) => `  Delete ${target(path)}`),
    ...foldersOf(files)
      .toReversed()
      .map((path) => `  RMDir ${target(path)}`),
    '!macroend',
    '',
  ].join('\n')
}

export type SetupOptions = {
  /** The program folder, as it will stand on the PC. */
  folder: string
  /** Three numbers, such as 0.1.0. */
  version: string
  /** The file to make. */
  file: string
  /** False makes a large file in a second, for tests. */
  isCompressed: boolean
  /** Whether the uninstaller, which only makensis sees, is signed as sign.ts reads from the environment. */
  isSigned: boolean
}

/** Makes the setup program of a program folder. Throws with what makensis said. */
export const buildSetup = ({ folder, version, file, isCompressed, isSigned }: SetupOptions): void => {
  const files = listProgramFiles(folder)
  const work = mkdtempSync(join(tmpdir(), 'np-setup-'))
  try {
    const list = join(work, 'files.nsh')
    writeFileSync(list, fileListScript(folder, files))
    runMakensis('night-porter.nsi', {
      VERSION: version,
      OUT_FILE: file,
      ICON: join(import.meta.dirname, '../icons/app.ico'),
      FILES: list,
      SIZE_MB: String(megabytesOf(files)),
      COMPRESS: isCompressed ? 'auto' : 'off',
      ...(isSigned && { SIGN: `"${process.execPath}" "${join(import.meta.dirname, 'sign-uninstaller.ts')}"` }),
    })
  } finally {
    rmSync(work, { recursive: true })
  }
}
