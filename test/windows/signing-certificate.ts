import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A self-signed certificate for programs in a folder, and the environment that makes `npm run dist` use it.
 */
export const makeCertificate = (folder: string) => {
  const key = join(folder, 'key.pem')
  const certificate = join(folder, 'certificate.pem')
  const both = join(folder, 'signing.p12')
  const passwordFile = join(folder, 'password.txt')
  writeFileSync(passwordFile, 'practice-only')
  const usage = ['-addext', 'extendedKeyUsage=codeSigning', '-addext', 'keyUsage=digitalSignature']
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=Night Porter practice'],
      ...[...usage, '-keyout', key, '-out', certificate],
    ],
    { stdio: 'pipe' },
  )
  execFileSync(
    'openssl',
    ['pkcs12', '-export', '-inkey', key, '-in', certificate, '-out', both, '-passout', `file:${passwordFile}`],
    { stdio: 'pipe' },
  )
  return { certificate, environment: { NP_SIGN_CERTIFICATE: both, NP_SIGN_PASSWORD_FILE: passwordFile } }
}
