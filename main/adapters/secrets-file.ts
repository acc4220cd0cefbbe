import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SecretStore, SecretUse } from '../core/ports/secrets.ts'
import { createFormerKey } from './former-key.ts'
import { createKeyFile } from './key-file.ts'
import { createMachineGuard, type MachineGuard } from './machine-guard.ts'
import { protectByKeyFile } from './protector.ts'
import { setFileAside } from './set-file-aside.ts'
import { createStoredSecrets, type SecretSentences } from './stored-secrets.ts'
import { createVaultKeysFile, type KeySentences } from './vault-keys-file.ts'

const enterIt = (name: string): string => `Enter it in Settings or with the command: secret set ${name}`

/** An address as a person reads it: with the user, and by way of which proxy. */
const said = ({ origin, user, proxy }: SecretUse): string =>
  [origin, user === null ? '' : ` as ${user}`, proxy === null ? '' : ` by way of ${proxy}`].join('')

const secretSentences: SecretSentences<string> = {
  missing: (name) => `The secret '${name}' has not been entered yet. ${enterIt(name)}`,
  otherUse: (name, entered) =>
    `The secret '${name}' was entered for ${entered.map(said).join(' and for ') || 'no address'} and goes nowhere else. ` +
    `If the new address, user or proxy is right, hotel IT enters it again. ${enterIt(name)}`,
  damagedFile: (name, file, why) => unreadable(name, `${file} ${why}`),
  unreadable: (name, _file, why) => unreadable(name, why),
  notStored: (name, file, why) =>
    `The secret '${name}' was not stored, because ${file} ${why}. Put it back, or remove it.`,
  notSealed: (name, _file, why) =>
    `The secret '${name}' was not stored, because ${why}. Put the file back from a backup.`,
  notProtected: (name, file) => `The secret '${name}' was not stored, because nothing protects ${file} here.`,
}

const unreadable = (name: string, why: string): string =>
  `The secret '${name}' cannot be read: ${why}. Nothing that needs it is sent until then. ` +
  `Put the file back from a backup, or enter the secret again (secret set ${name}).`

const RESTORE = 'Put the files back from a backup of this data folder.'

const keySentences: KeySentences<string> = {
  missing: () => 'The key of the database is missing from the data folder.',
  damagedFile: (file, why) => `The key of the database cannot be opened: ${file} ${why}. ${RESTORE}`,
  unreadable: (_file, why) => `The key of the database cannot be opened: ${why}. ${RESTORE}`,
  notProtected: (file) => `The key of the database was not stored, because nothing protects ${file} here.`,
}

/** The files of a data folder whose secrets belong to the PC. */
const secretFilesOf = (folder: string) => ({
  keyFile: join(folder, 'secrets.key'),
  secrets: join(folder, 'secrets.json'),
  vaultKeys: join(folder, 'vault-keys.json'),
  lock: join(folder, 'secrets.lock'),
})

/**
 * Secrets and vault keys of a data folder: `secrets.key` (32 random bytes), `secrets.json` and
 * `vault-keys.json`, each value sealed with AES-256-GCM; all with mode 600. Several processes may read and
 * write at once. `set` throws when the disk refuses; no value is ever part of an error.
 */
export const createFileSecrets = ({
  folder,
  guard = process.platform === 'win32' ? createMachineGuard() : null,
}: {
  folder: string
  /** Null: the folder's rights protect the key. */
  guard?: MachineGuard | null
}): SecretStore => {
  const files = secretFilesOf(folder)
  const keyFile = createKeyFile({ path: files.keyFile, guard })
  const protector = protectByKeyFile({
    keyFile,
    isInUse: () => existsSync(files.secrets) || existsSync(files.vaultKeys),
  })
  const place = { path: files.secrets, lockPath: files.lock, member: 'secrets' as const, protector }
  const former = createFormerKey({ ...place, unreadable: keySentences.unreadable })
  return {
    ...createStoredSecrets({ ...place, sentences: secretSentences }),
    vaultKeys: createVaultKeysFile({
      path: files.vaultKeys,
      lockPath: files.lock,
      protector,
      sentences: keySentences,
      former,
      setAside: (at) => {
        // Without the PC's key the passwords are lost with it, and are entered again.
        const key = keyFile.read()
        const isKeyLost = !key.ok && key.kind !== 'refused'
        for (const path of isKeyLost ? [files.vaultKeys, files.secrets, files.keyFile] : [files.vaultKeys])
          setFileAside(path, at)
      },
    }),
  }
}
