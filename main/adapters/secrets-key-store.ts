import path from 'node:path'
import type { KeyStore, SecretStore } from '../core/ports/secrets.ts'
import type { Translate } from '../core/ports/texts.ts'
import { createFormerKey } from './former-key.ts'
import { protectByKeyStore } from './protector.ts'
import { setFileAside } from './set-file-aside.ts'
import { createStoredSecrets, type SecretSentences } from './stored-secrets.ts'
import { createVaultKeysFile, type KeySentences } from './vault-keys-file.ts'

/** Where these secrets lie in a data folder. */
export const keyStoreFile = (folder: string): string => path.join(folder, 'secrets-desktop.json')

type Why = 'noKeyStore' | 'otherUser'

/**
 * The secret store over the key store of the signed-in user, in `secrets-desktop.json` and
 * `vault-keys-desktop.json` of the data folder. There is no weaker way to fall back to: without a key store
 * nothing can be saved and the sentence says so.
 */
export const createKeyStoreSecrets = (deps: {
  keyStore: KeyStore
  folder: string
  translate: Translate
}): SecretStore => {
  const { keyStore, folder, translate: t } = deps
  const secretSentences: SecretSentences<Why> = {
    missing: (name) => t('desktop.secrets.missing', { name }),
    otherUse: (name) => t('desktop.secrets.otherUse', { name }),
    damagedFile: (name, file) => t('desktop.secrets.fileBroken', { name, file }),
    unreadable: (name, file, why) => t(`desktop.secrets.${why}`, { name, file }),
    notStored: (name, file) => t('desktop.secrets.fileBroken', { name, file }),
    notSealed: (name, file, why) => t(`desktop.secrets.${why}`, { name, file }),
    notProtected: (name, file) => t('desktop.secrets.noKeyStore', { name, file }),
  }
  const keySentences: KeySentences<Why> = {
    missing: () => t('desktop.vaultKey.missing'),
    damagedFile: (file) => t('desktop.vaultKey.fileBroken', { file }),
    unreadable: (file, why) => t(`desktop.vaultKey.${why}`, { file }),
    notProtected: (file) => t('desktop.vaultKey.noKeyStore', { file }),
  }
  const lockPath = path.join(folder, 'secrets.lock')
  const protector = protectByKeyStore(keyStore)
  const place = { path: keyStoreFile(folder), lockPath, member: 'entries' as const, protector }
  return {
    ...createStoredSecrets({ ...place, sentences: secretSentences }),
    vaultKeys: createVaultKeysFile({
      path: path.join(folder, 'vault-keys-desktop.json'),
      lockPath,
      protector,
      sentences: keySentences,
      setAside: (at) => setFileAside(path.join(folder, 'vault-keys-desktop.json'), at),
      former: createFormerKey({ ...place, unreadable: keySentences.unreadable }),
    }),
  }
}
