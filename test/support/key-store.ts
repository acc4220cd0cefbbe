import type { KeyStore } from '../../main/core/ports/secrets.ts'
import { type DoubleOptions, userCipher } from './electron-double.ts'

/** The key store of a Windows user as the engine's thread has it: it answers at once. */
export const keyStoreOf = (
  { windowsUser = 'front-desk', keyStore = 'gnome_libsecret' }: Partial<DoubleOptions> = {},
  platform: NodeJS.Platform = 'win32',
): KeyStore => {
  const { encrypt, decrypt } = userCipher(windowsUser)
  const isAvailable = () => keyStore !== 'unavailable' && !(platform === 'linux' && keyStore === 'basic_text')
  return {
    isAvailable,
    encrypt: (text) => (isAvailable() ? encrypt(text).toString('base64') : null),
    decrypt: (encrypted) => {
      try {
        return decrypt(Buffer.from(encrypted, 'base64'))
      } catch {
        return null // another user's, as the real one says
      }
    },
  }
}
