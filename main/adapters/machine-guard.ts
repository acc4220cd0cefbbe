import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import path from 'node:path'

/**
 * Protects the key of a data folder by the PC itself: Windows' DPAPI in machine scope, with an entropy of our
 * own, so that the file opens on this PC only, for every user who may read it. Asked once at a start and kept
 * in memory. The route is Windows PowerShell, which is part of Windows and needs no native module; the key
 * goes over standard input and output, never on a command line. Where a policy forbids it (Constrained
 * Language Mode) the key stays a file that the folder's rights protect. To be checked on a real Windows PC:
 * see docs/security.md.
 */

type Guarding = { ok: true; bytes: Buffer } | { ok: false; isOtherPc: boolean }

export type MachineGuard = {
  protect(key: Uint8Array): Guarding
  /** `isOtherPc`: the system looked and does not open it; else it could not be asked. */
  open(guarded: Uint8Array): Guarding
}

/** Runs a program to its end; `status` null: it could not be run, or took too long. */
export type RunProgram = (program: string, args: string[], input: string) => { status: number | null; output: string }

const MAGIC = 'NPGUARD1'
const SALT_BYTES = 16
const OTHER_PC = 3
const PATIENCE_MS = 20_000

/** Two lines in, data and entropy in base64; the answer out in base64. */
const scriptOf = (verb: 'Protect' | 'Unprotect'): string =>
  [
    "$ErrorActionPreference = 'Stop'",
    'Add-Type -AssemblyName System.Security',
    '$data = [Convert]::FromBase64String([Console]::In.ReadLine())',
    '$entropy = [Convert]::FromBase64String([Console]::In.ReadLine())',
    '$scope = [System.Security.Cryptography.DataProtectionScope]::LocalMachine',
    'try {',
    `  $answer = [System.Security.Cryptography.ProtectedData]::${verb}($data, $entropy, $scope)`,
    `} catch [System.Security.Cryptography.CryptographicException] { exit ${OTHER_PC} }`,
    '[Console]::Out.Write([Convert]::ToBase64String($answer))',
  ].join('\n')

const runProgram: RunProgram = (program, args, input) => {
  const { status, stdout } = spawnSync(program, args, {
    input,
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    windowsHide: true,
  })
  return { status, output: stdout ?? '' }
}

const powerShell = (env: NodeJS.ProcessEnv): string =>
  path.win32.join(env.SystemRoot || 'C:\\Windows', 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe')

const entropyOf = (salt: Uint8Array): string =>
  createHash('sha256').update('night-porter machine key').update(salt).digest('base64')

/** Whether a key file holds a guarded key. */
export const isGuarded = (file: Uint8Array): boolean =>
  Buffer.from(file.subarray(0, MAGIC.length)).toString('latin1') === MAGIC

/** A guarded key as it lies on disk: a mark, the salt of its entropy, what DPAPI made of it. */
export const createMachineGuard = (parts: { run?: RunProgram; env?: NodeJS.ProcessEnv } = {}): MachineGuard => {
  const { run = runProgram, env = process.env } = parts
  const ask = (verb: 'Protect' | 'Unprotect', data: Uint8Array, salt: Uint8Array): Guarding => {
    const input = `${Buffer.from(data).toString('base64')}\n${entropyOf(salt)}\n`
    const { status, output } = run(
      powerShell(env),
      ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command', scriptOf(verb)],
      input,
    )
    const bytes = Buffer.from(output, 'base64')
    return status === 0 && bytes.length > 0 ? { ok: true, bytes } : { ok: false, isOtherPc: status === OTHER_PC }
  }
  return {
    protect(key) {
      const salt = randomBytes(SALT_BYTES)
      const made = ask('Protect', key, salt)
      return made.ok ? { ok: true, bytes: Buffer.concat([Buffer.from(MAGIC, 'latin1'), salt, made.bytes]) } : made
    },
    open(guarded) {
      const from = MAGIC.length + SALT_BYTES
      return ask('Unprotect', guarded.subarray(from), guarded.subarray(MAGIC.length, from))
    },
  }
}
