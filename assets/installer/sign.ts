import { execFileSync } from 'node:child_process'
import { renameSync } from 'node:fs'

/**
 * What signs the programs; names of files, so that no password stands in an argument or in the environment.
 */
export type Signing = {
  /** A PKCS#12 file with certificate and key. */
  certificate: string
  /** A file that holds its password, and nothing else. */
  passwordFile: string
  /** The address of a time-stamp server; null: the signature ends with the certificate. */
  timeStamp: string | null
}

/** Null: nothing is signed. Throws where one of the two files is named and the other is not. */
export const signingOf = (env: NodeJS.ProcessEnv): Signing | null => {
  const certificate = env.NP_SIGN_CERTIFICATE || null
  const passwordFile = env.NP_SIGN_PASSWORD_FILE || null
  if (certificate === null && passwordFile === null) return null
  if (certificate === null || passwordFile === null)
    throw new Error(
      'Signing needs both NP_SIGN_CERTIFICATE (a .p12 file) and NP_SIGN_PASSWORD_FILE (a file with its password).',
    )
  return { certificate, passwordFile, timeStamp: env.NP_SIGN_TIME_STAMP || null }
}

/**
 * Signs a program or an MSI package in its place with osslsigncode, which must be on PATH (Debian's package
 * of that name). Throws with what it said.
 */
export const sign = (file: string, { certificate, passwordFile, timeStamp }: Signing): void => {
  const signed = `${file}.signed`
  const words = ['sign', '-pkcs12', certificate, '-readpass', passwordFile, '-h', 'sha256', '-n', 'Night Porter']
  const stamp = timeStamp === null ? [] : ['-ts', timeStamp]
  execFileSync('osslsigncode', [...words, ...stamp, '-in', file, '-out', signed], { stdio: 'pipe', encoding: 'utf8' })
  renameSync(signed, file)
}
