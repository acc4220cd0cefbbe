import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../../support/night-porter.ts'
import { isRoot } from './parts.ts'

/**
 * A real SMB share: Samba on 127.0.0.1, mounted on a path by smbnetfs. Needs root, both programs and FUSE.
 */

const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

/**
 * Why there can be no share here; null: there can. Where CI is set, test/support/prepare.ts installs the
 * programs.
 */
export const whyNoShare = (): string | null => {
  if (process.platform !== 'linux') return 'needs Linux'
  if (!isRoot) return 'needs root'
  if (!existsSync('/dev/fuse')) return 'needs /dev/fuse'
  return has('smbd') && has('smbnetfs') ? null : 'needs samba and smbnetfs: apt-get install -y samba smbnetfs'
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()))

export type SmbShare = {
  /** The share as a path of this machine, through the network. */
  path: string
  /** The same folder on the server's own disk. */
  behind: string
  plugIn: () => Promise<void>
  unplug: () => Promise<void>
  close: () => Promise<void>
}

const PORT = 445

export const startShare = async (): Promise<SmbShare> => {
  const root = mkdtempSync(join(tmpdir(), 'night-porter-smb-'))
  const behind = join(root, 'behind')
  const mount = join(root, 'mount')
  for (const folder of [behind, mount, join(root, 'state')]) mkdirSync(folder)
  const state = join(root, 'state')
  writeFileSync(
    join(root, 'smb.conf'),
    `[global]
  bind interfaces only = yes
  interfaces = 127.0.0.1
  smb ports = ${PORT}
  disable netbios = yes
  server role = standalone server
  map to guest = Bad User
  guest account = root
  private dir = ${state}
  lock directory = ${state}
  state directory = ${state}
  cache directory = ${state}
  pid directory = ${state}
  ncalrpc dir = ${state}/ncalrpc
  log file = ${state}/log
  load printers = no
[export]
  path = ${behind}
  guest ok = yes
  read only = no
`,
  )
  writeFileSync(join(root, 'smbnetfs.conf'), 'auth "guest" ""\nsmb_timeout 20000\nfast_poweroff "true"\n', {
    mode: 0o600,
  })
  let smbd: ChildProcess | null = null

  const plugIn = async () => {
    smbd = spawn('smbd', ['--foreground', '--no-process-group', '--configfile', join(root, 'smb.conf')], {
      stdio: 'ignore',
      detached: true,
    })
    await until('smbd listens', () => isListening(PORT))
  }
  const unplug = async () => {
    const server = smbd
    smbd = null
    if (!server?.pid) return
    // Its own process group: the sessions it forked go with it.
    process.kill(-server.pid, 'SIGKILL')
    await ended(server)
    await until('nobody listens', async () => !(await isListening(PORT)))
  }
  if (await isListening(PORT)) throw new Error(`port ${PORT} is taken: another Samba runs on this machine`)
  await plugIn()
  const fuse = spawn('smbnetfs', ['-f', mount, '-o', `config=${join(root, 'smbnetfs.conf')}`], {
    stdio: 'ignore',
    env: { ...process.env, HOME: root },
  })
  const path = join(mount, '127.0.0.1', 'export')
  await until('the share is mounted', () => readFileSync('/proc/mounts', 'utf8').includes(mount))
  await until('the share is there', () => spawnSync('ls', [path], { timeout: 5_000 }).status === 0, 40_000)
  return {
    path,
    behind,
    plugIn,
    unplug,
    close: async () => {
      spawnSync('umount', ['-l', mount])
      fuse.kill('SIGKILL')
      await ended(fuse)
      await unplug()
      rmSync(root, { recursive: true, force: true })
    },
  }
}
