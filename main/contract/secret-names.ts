/** The PIN of hotel IT: stored like a secret, never sent, so no connection may name it. */
export const PIN_NAME = 'it-pin'

/**
 * What the secret store of 0.1.0 called the vault's key. The key has a place of its own now, and the name
 * leads nowhere.
 */
export const FORMER_KEY_NAME = 'vault-key'

/** A name under which nothing is kept, whoever asks. */
export const isReservedSecret = (name: string): boolean => name === FORMER_KEY_NAME

/** A name that a connection of the settings may not give. */
export const isOwnSecret = (name: string): boolean => isReservedSecret(name) || name === PIN_NAME

/** What the PIN is kept for. No connection has such an address, so none can be given it. */
export const pinUse = { origin: 'night-porter:access', user: null, proxy: null }

export const isPin = (text: string): boolean => /^\d{6,12}$/.test(text)
