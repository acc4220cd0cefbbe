/**
 * What Node says of the mode of a file that only its owner may read. Windows has no modes and always says
 * 666: there the rights of the folder count, which tests of their own look at.
 */
export const ownerOnly = process.platform === 'win32' ? 0o666 : 0o600
