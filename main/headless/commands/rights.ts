import { existsSync, mkdirSync } from 'node:fs'
import { isElevated, systemProgram } from '../../adapters/windows-program.ts'
import { createWindowsRights, type WindowsRights } from '../../adapters/windows-rights.ts'
import type { FolderRights } from '../../core/ports/folder-rights.ts'
import type { Exit, Output } from '../output.ts'
import { type Command, dataFolder } from './command.ts'

const USAGE = 'rights show [--data DIR] | rights set [--group NAME]... [--data DIR]'

/** Whoever is signed in at this PC, where nobody is named: the desktop must work for the front desk. */
const SIGNED_IN = 'S-1-5-4'

type Machine = { platform: NodeJS.Platform; isElevated: () => boolean; rights: WindowsRights }

const sentences: Record<FolderRights, string> = {
  private: 'Nobody else may read or change it.',
  shared:
    'One of them is a large group that somebody named. A group of the front desk is safer: np rights set --group NAME',
  'readable-by-others': 'More people may read it than somebody chose. To close it: np rights set --group NAME',
  'writable-by-others':
    'More people may change it than somebody chose, so Night Porter does not start. To close it: np rights set --group NAME',
  'not-known': 'Its rights could not be read. A disk without rights (FAT, exFAT) lets everybody read everything.',
}

const isGood = ({ rights }: Machine, folder: string): boolean =>
  ['private', 'shared'].includes(rights.read(folder).rights)

const show = (machine: Machine, folder: string, output: Output): Exit => {
  const found = machine.rights.read(folder)
  output.out(`${folder}: SYSTEM, administrators${found.who.map((name) => `, ${name}`).join('')}.`)
  output.out(sentences[found.rights])
  return isGood(machine, folder) ? 0 : 1
}

/**
 * Sets the rights of the folder, which is made where it is not there yet, and says what they are then. False:
 * Windows refused them.
 */
export const setRights = (machine: Machine, folder: string, groups: readonly string[], output: Output): boolean => {
  if (!machine.isElevated()) {
    output.err(
      'Only an administrator may set these rights. Open the command prompt with "Run as administrator" and try again. Nothing was changed.',
    )
    return false
  }
  mkdirSync(folder, { recursive: true })
  const isKeeping = groups.length === 0
  const hasNamed = isKeeping && machine.rights.read(folder).who.length > 0 && isGood(machine, folder)
  const names = isKeeping && !hasNamed ? [SIGNED_IN] : groups
  if (!machine.rights.set(folder, { names, isKeeping })) {
    output.err(
      `Windows did not take the rights for ${folder}. Look whether the group ${groups.join(', ') || names.join(', ')} exists on this PC or in the domain.`,
    )
    return false
  }
  show(machine, folder, output)
  return true
}

/** `np rights`, for a machine that is given: tests stand in for Windows. */
export const createRightsCommand = (machine: Machine): Command => ({
  usage: USAGE,
  says: 'who may use the data folder (Windows); set: SYSTEM, administrators and those named, nobody else',
  options: { group: 'list' },
  async run(args, output) {
    const [verb, ...more] = args.positionals
    const folder = dataFolder(args)
    if (more.length > 0 || (verb !== 'show' && verb !== 'set')) {
      output.err(`Usage: ${USAGE}`)
      return 2
    }
    if (machine.platform !== 'win32') {
      output.err(
        'Access lists are part of Windows. Elsewhere Night Porter keeps the folder for its own user by itself.',
      )
      return 1
    }
    if (verb === 'set' && !setRights(machine, folder, args.lists.group ?? [], output)) return 1
    if (verb === 'set') return isGood(machine, folder) ? 0 : 1
    if (existsSync(folder)) return show(machine, folder, output)
    output.out(`There is no data folder ${folder}.`)
    return 1
  },
})

/** This PC. */
export const ownMachine = (): Machine => ({
  platform: process.platform,
  isElevated: () => isElevated(systemProgram('whoami.exe')),
  rights: createWindowsRights(),
})

export const rights = createRightsCommand(ownMachine())
