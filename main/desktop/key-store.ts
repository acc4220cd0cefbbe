import type { AskedKeyStore } from '../core/ports/secrets.ts'
import type { SafeStoragePart } from './electron-modules.ts'

/**
 * Electron's safeStorage as a key store: DPAPI of the signed-in Windows user, the desktop's key ring on
 * Linux, whose `basic_text` counts as none. Needs the app to be ready. Nothing here holds up the window: a
 * key ring may ask the user first.
 */
export const createKeyStore = (safeStorage: SafeStoragePart, platform: NodeJS.Platform): AskedKeyStore => {
  const isAvailable = async (): Promise<boolean> =>
    (await safeStorage.isAsyncEncryptionAvailable()) &&
    !(platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text')
  return {
    isAvailable,
    encrypt: async (text) =>
      (await isAvailable()) ? (await safeStorage.encryptStringAsync(text)).toString('base64') : null,
    decrypt: async (encrypted) => {
      try {
        return (await safeStorage.decryptStringAsync(Buffer.from(encrypted, 'base64'))).result
      } catch {
        return null // another user's key, or a lost one: Electron says no more than that it failed
      }
    },
  }
}
