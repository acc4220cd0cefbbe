import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { Log } from '../core/ports/log.ts'
import { errnoOf } from './errno.ts'

/**
 * Trusts, for every connection made afterwards, the certificates of the operating system beside the built-in
 * ones: hotels whose firewall opens TLS install its authority there. To be called once, before the first
 * connection. When the system's store cannot be read the built-in list stays, with a warning; verification is
 * never switched off.
 */
export const trustSystemCertificates = (log: Log): void => {
  try {
    const builtIn = getCACertificates('default')
    const system = getCACertificates('system')
    setDefaultCACertificates([...new Set([...builtIn, ...system])])
    log.info('certificates-trusted', { builtIn: builtIn.length, system: system.length })
  } catch (error) {
    log.warn('system-certificates-not-read', { code: errnoOf(error) })
  }
}
