import { existsSync } from 'node:fs'
import path from 'node:path'
import { createFileSecrets } from '../adapters/secrets-file.ts'
import type { Secrets } from '../core/ports/secrets.ts'
import type { Translate } from '../core/ports/texts.ts'
import type { SafeStoragePart } from './electron-modules.ts'
import { createSafeStorageSecrets, safeStorageFile } from './secrets-safe-storage.ts'

/**
 * One data folder, one secret store. The folder belongs to the PC: other Windows users and the command line open it too, and
 * Electron's safeStorage would lock them out. So files are the rule, and safeStorage is for a folder that was begun with it
 * (`--user-secrets`, on a PC that only one user works on). Needs the app to be ready.
 */
export const chooseSecrets = (deps: {
  safeStorage: SafeStoragePart
  dataFolder: string
  platform: NodeJS.Platform
  isForThisUser: boolean
  translate: () => Translate
}): Secrets => {
  const { dataFolder, isForThisUser } = deps
  const isBegunForUser = existsSync(safeStorageFile(dataFolder))
  const isBegunWithFiles = existsSync(path.join(dataFolder, 'secrets.json'))
  const isForUser = isBegunForUser || (isForThisUser && !isBegunWithFiles)
  return isForUser ? createSafeStorageSecrets(deps) : createFileSecrets({ folder: dataFolder })
}
