import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Arch, build, Platform } from 'electron-builder'
import { prepareWindowsNode } from '../../assets/installer/windows-node.ts'
import { makeElectronStandIn } from './electron-dist-stand-in.ts'

const root = join(import.meta.dirname, '../..')

/**
 * Lays the program folder for Windows out below `into`, as electron-builder.yml says, from what is built in
 * out/, with a stand-in for Electron. Gives the folder. Takes some ten seconds.
 */
export const layOutWindowsProgram = async (into: string): Promise<string> => {
  prepareWindowsNode(root, join(root, 'out', 'windows-node'))
  const standIn = makeElectronStandIn('win32')
  try {
    await build({
      projectDir: root,
      publish: 'never',
      targets: Platform.WINDOWS.createTarget('dir', Arch.x64),
      config: { electronDist: standIn, directories: { output: into } },
    })
  } finally {
    rmSync(standIn, { recursive: true })
  }
  return join(into, 'win-unpacked')
}
