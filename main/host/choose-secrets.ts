import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createFileSecrets } from '../adapters/secrets-file.ts'
import { createKeyStoreSecrets, keyStoreFile } from '../adapters/secrets-key-store.ts'
import type { KeyStore, SecretStore } from '../core/ports/secrets.ts'
import type { Translate } from '../core/ports/texts.ts'

/**
 * One data folder, one secret store. The folder belongs to the PC: other Windows users and the command line
 * open it too, and a key store of one user would lock them out. So files are the rule, and the key store is
 * for a folder that was begun with it (`--user-secrets`, on a PC that only one user works on) by a host that
 * has one.
 */
export const chooseSecrets = (deps: {
  folder: string
  /** Null: this host has none (the command line). */
  keyStore: KeyStore | null
  isForThisUser: boolean
  translate: Translate
}): SecretStore => {
  const { folder, keyStore, isForThisUser, translate } = deps
  const isBegunForUser = existsSync(keyStoreFile(folder))
  const isBegunWithFiles = existsSync(join(folder, 'secrets.json'))
  const isForUser = isBegunForUser || (isForThisUser && !isBegunWithFiles)
  return isForUser && keyStore !== null
    ? createKeyStoreSecrets({ keyStore, folder, translate })
    : createFileSecrets({ folder })
}
