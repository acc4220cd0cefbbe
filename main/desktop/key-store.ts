import type { KeyStore } from '../core/ports/secrets.ts'
import type { SafeStoragePart } from './electron-modules.ts'

/**
 * Electron's safeStorage as a key store: DPAPI of the signed-in Windows user, the desktop's key ring on
 * Linux, whose `basic_text` counts as none. Needs the app to be ready.
 */
export const createKeyStore = (safeStorage: SafeStoragePart, platform: NodeJS.Platform): KeyStore => {
  const isAvailable = (): boolean =>
    safeStorage.isEncryptionAvailable() &&
    !(platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text')
  return {
    isAvailable,
    encrypt: (text) => (isAvailable() ? safeStorage.encryptString(text).toString('base64') : null),
    decrypt: (encrypted) => {
      try {
        return safeStorage.decryptString(Buffer.from(encrypted, 'base64'))
      } catch {
        return null // another user's key, or a lost one: Electron says no more than that it failed
      }
    },
  }
}
