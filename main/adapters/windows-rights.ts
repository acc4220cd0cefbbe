import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RightsFinding } from '../core/ports/folder-rights.ts'
import { readSddl } from '../core/rights/sddl.ts'
import { type Judged, namesIn, whoElse } from '../core/rights/who-else.ts'
import { decodeDos } from '../core/xml/dos-code-pages.ts'
import { runToEnd, systemProgram } from './windows-program.ts'

/**
 * The access list of the data folder on Windows, read and set by icacls.exe, which every Windows has. It is
 * read as SDDL and set by SIDs, so the language of Windows does not matter; names are only for the eye.
 */
export type WindowsRights = {
  read(folder: string): RightsFinding
  /**
   * Lets SYSTEM, administrators and those named use the folder, and nobody else. `names`: as Windows writes
   * them, or SIDs. `isKeeping`: those that somebody chose earlier stay. False: Windows refused.
   */
  set(folder: string, given: { names: readonly string[]; isKeeping: boolean }): boolean
  /** The SID of the user this process runs as; null: not to be had. */
  ownSid(): string | null
}

type Programs = { icacls: string; whoami: string }

const SYSTEM = '*S-1-5-18'
const ADMINISTRATORS = '*S-1-5-32-544'
/** For the folder, its files and its folders. */
const ALL_OF_IT = '(OI)(CI)'

const ownPrograms = (): Programs => ({ icacls: systemProgram('icacls.exe'), whoami: systemProgram('whoami.exe') })

const trustee = (name: string): string => (/^S-1-/.test(name) ? `*${name}` : name)

export const createWindowsRights = ({ icacls, whoami }: Programs = ownPrograms()): WindowsRights => {
  const ask = (...words: string[]): boolean => runToEnd(icacls, words).status === 0

  /** Null: it could not be read, as on a disk without rights. */
  const judged = (folder: string): { judged: Judged; sids: string[] } | null => {
    const place = mkdtempSync(join(tmpdir(), 'night-porter-rights-'))
    try {
      const file = join(place, 'rights.txt')
      if (!ask(folder, '/save', file, '/q') || !existsSync(file)) return null
      const list = readSddl(readFileSync(file, 'utf16le').split(/\r?\n/)[1] ?? '')
      return list === null ? null : { judged: whoElse(list), sids: (list.entries ?? []).map(({ sid }) => sid) }
    } finally {
      rmSync(place, { recursive: true, force: true })
    }
  }

  return {
    read: (folder) => {
      const found = judged(folder)
      if (found === null) return { rights: 'not-known', who: [] }
      const names = namesIn(decodeDos(runToEnd(icacls, [folder]).output, 'cp850'), folder)
      const nameOf = (sid: string): string =>
        (names.length === found.sids.length ? names[found.sids.indexOf(sid)] : undefined) ?? sid
      const { rights, broad, named } = found.judged
      return { rights, who: [...broad, ...named].map(({ sid }) => nameOf(sid)) }
    },
    set: (folder, { names, isKeeping }) => {
      const found = judged(folder)?.judged
      const kept = isKeeping ? (found?.named ?? []) : []
      const grants = [
        `${SYSTEM}:${ALL_OF_IT}F`,
        `${ADMINISTRATORS}:${ALL_OF_IT}F`,
        ...kept.map(({ sid, canChange }) => `${trustee(sid)}:${ALL_OF_IT}${canChange ? 'M' : 'RX'}`),
        ...names.map((name) => `${trustee(name)}:${ALL_OF_IT}M`),
      ]
      const gone = [...(found?.broad ?? []), ...(isKeeping ? [] : (found?.named ?? []))]
        .map(({ sid }) => sid)
        .filter((sid) => !names.includes(sid))
      // The rights of a large group go first: named by its name in Windows' language it is granted right
      // after.
      const isSet =
        (gone.length === 0 || ask(folder, '/remove:g', ...gone.map(trustee), '/q')) &&
        ask(folder, '/grant:r', ...grants, '/q') &&
        ask(folder, '/inheritance:r', '/q')
      // Files and folders in it take over what was set. An empty folder has none, which icacls calls a fault.
      if (isSet) ask(`${folder}\\*`, '/reset', '/t', '/c', '/q')
      return isSet
    },
    ownSid: () => {
      const { status, output } = runToEnd(whoami, ['/user', '/fo', 'csv', '/nh'])
      return status === 0 ? (/"(S-1-[\d-]+)"\s*$/.exec(Buffer.from(output).toString('latin1'))?.[1] ?? null) : null
    },
  }
}
