import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Certificate = { key: string; cert: string }

export type Authority = {
  /** PEM of the authority itself, to be trusted in the test. */
  cert: string
  /**
   * A certificate for `names` (`DNS:localhost`, `IP:127.0.0.1`), valid between two times written as OpenSSL
   * does: yymmddhhmmssZ.
   */
  issue(of: { names: string[]; from?: string; until?: string }): Certificate
  /** A certificate that signs itself. */
  selfSigned(names: string[]): Certificate
  /** Removes the keys from the disk. */
  remove(): void
}

const OPENSSL = '/usr/bin/openssl'

/** YYMMDDHHMMSSZ, `days` from now. */
export const openSslTime = (days: number): string =>
  `${new Date(Date.now() + days * 86_400_000).toISOString().replace(/\D/g, '').slice(2, 14)}Z`

/**
 * A certificate authority made for one test run with the system's openssl. Throws with a sentence when that
 * is missing.
 */
export const createAuthority = (): Authority => {
  if (!existsSync(OPENSSL))
    throw new Error(`The TLS tests need ${OPENSSL}, which is not here. On Debian: apt-get install openssl`)
  const folder = mkdtempSync(join(tmpdir(), 'night-porter-ca-'))
  const at = (name: string) => join(folder, name)
  const run = (...args: string[]) => execFileSync(OPENSSL, args, { cwd: folder, stdio: 'pipe' })
  const read = (name: string) => readFileSync(at(name), 'utf8')
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-sha256']
  run(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '30',
    '-subj',
    '/CN=Night Porter test authority',
  )
  writeFileSync(at('index.txt'), '')
  writeFileSync(at('serial'), '1000\n')
  writeFileSync(
    at('ca.cnf'),
    `[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ncertificate=ca.pem\nprivate_key=ca.key\n` +
      `default_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n`,
  )
  let issued = 0
  const issue: Authority['issue'] = ({ names, from = openSslTime(-1), until = openSslTime(20) }) => {
    const name = `leaf${++issued}`
    writeFileSync(at(`${name}.ext`), `basicConstraints=CA:FALSE\nsubjectAltName=${names.join(',')}\n`)
    run('req', '-new', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
    const dates = ['-startdate', from, '-enddate', until]
    const files = ['-config', 'ca.cnf', '-in', `${name}.csr`, '-out', `${name}.pem`, '-extfile', `${name}.ext`]
    run('ca', '-batch', '-notext', ...files, ...dates)
    return { key: read(`${name}.key`), cert: read(`${name}.pem`) }
  }
  const selfSigned: Authority['selfSigned'] = (names) => {
    const extension = ['-addext', `subjectAltName=${names.join(',')}`]
    run(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      'self.key',
      '-out',
      'self.pem',
      '-days',
      '30',
      '-subj',
      '/CN=self',
      ...extension,
    )
    return { key: read('self.key'), cert: read('self.pem') }
  }
  return { cert: read('ca.pem'), issue, selfSigned, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
