import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Wine 10 from Debian trixie, unpacked into a folder of its own: nothing is installed, nothing stays mounted.
 * A Windows process sees the folders of `shared` at the same place as Linux does, on drive Z.
 */

/** Wine itself and what it loads at run time. */
const packages = [
  ...['libwine', 'wine64', 'libz-mingw-w64', 'libc6', 'libgcc-s1', 'libunwind8', 'liblzma5', 'zlib1g', 'libzstd1'],
  ...['libgnutls30t64', 'libnettle8t64', 'libhogweed6t64', 'libgmp10', 'libp11-kit0', 'libidn2-0', 'libtasn1-6'],
  ...['libunistring5', 'libffi8', 'libbrotli1', 'libfreetype6', 'libpng16-16t64', 'libbz2-1.0', 'libfontconfig1'],
  // libc-bin has the locale C.UTF-8, without which names beyond ASCII are lost.
  ...['libexpat1', 'libc-bin'],
]
/**
 * The folders of this machine that Wine's programs see: those with the checkout, its libraries and temporary
 * files.
 */
const shared = [
  ...new Set([
    ...['proc', 'dev'],
    ...[import.meta.dirname, realpathSync(join(import.meta.dirname, '../../node_modules')), tmpdir(), homedir()].map(
      (folder) => folder.split('/')[1] ?? '',
    ),
  ]),
].filter((name) => name !== '')
const LIBRARIES = 'usr/lib/x86_64-linux-gnu/wine/x86_64-windows'
/**
 * What Wine looks for in a DLL to take it for one of its own: it stands after the 64 bytes of the DOS header.
 */
const builtinMark = Buffer.from('Wine builtin DLL\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0')
const DOS_HEADER = 64

/** Why Wine cannot be set up on this machine; null: it can. */
export const whyNoWine = (): string | null => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'needs Linux on x64'
  if (process.getuid?.() !== 0) return 'needs root, for a mount name space'
  return existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/unshare') ? null : 'needs apt-get and unshare'
}

/** The address of Debian's archive, as this machine's own sources name it. */
const archiveOf = (): string => {
  const targets = execFileSync(
    'apt-get',
    ['indextargets', '--format', '$(REPO_URI) $(ORIGIN)', 'Created-By: Packages'],
    { encoding: 'utf8' },
  )
  const archive = targets
    .split('\n')
    .map((line) => line.split(' '))
    .find(([address, origin]) => origin === 'Debian' && address !== undefined && !address.includes('security'))?.[0]
  if (!archive) throw new Error('apt-get knows no archive of Debian. Run apt-get update, then this again.')
  return archive
}

const download = (apt: string): string => {
  for (const folder of ['state/lists/partial', 'cache/archives/partial'])
    mkdirSync(join(apt, folder), { recursive: true })
  writeFileSync(join(apt, 'status'), '')
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg'
  writeFileSync(join(apt, 'sources.list'), `deb [signed-by=${keys}] ${archiveOf()} trixie main\n`)
  const settings = {
    'Dir::State': join(apt, 'state'),
    'Dir::State::status': join(apt, 'status'),
    'Dir::Cache': join(apt, 'cache'),
    'Dir::Etc::sourcelist': join(apt, 'sources.list'),
    'Dir::Etc::sourceparts': join(apt, 'none'),
    'Dir::Etc::preferencesparts': join(apt, 'none'),
    'APT::Install-Recommends': 'false',
    'APT::Architecture': 'amd64',
    'APT::Sandbox::User': 'root',
  }
  mkdirSync(join(apt, 'none'), { recursive: true })
  const file = join(apt, 'apt.conf')
  writeFileSync(
    file,
    Object.entries(settings)
      .map(([name, value]) => `${name} "${value}";\n`)
      .join(''),
  )
  const archives = join(apt, 'cache/archives')
  const environment = { cwd: archives, env: { ...process.env, APT_CONFIG: file }, stdio: 'pipe' } as const
  execFileSync('apt-get', ['update', '-qq'], environment)
  execFileSync('apt-get', ['download', '-qq', ...packages], environment)
  return archives
}

const unpack = (archives: string, root: string): void => {
  mkdirSync(root, { recursive: true })
  for (const name of readdirSync(archives).filter((file) => file.endsWith('.deb'))) {
    execFileSync('dpkg-deb', ['-x', join(archives, name), root])
  }
  for (const name of ['bin', 'lib', 'lib64', 'sbin']) {
    if (existsSync(join(root, name))) continue
    mkdirSync(join(root, 'usr', name), { recursive: true })
    symlinkSync(`usr/${name}`, join(root, name))
  }
  for (const name of [...shared, 'etc']) mkdirSync(join(root, name), { recursive: true })
  for (const name of ['hosts', 'passwd']) writeFileSync(join(root, 'etc', name), readFileSync(join('/etc', name)))
  mkdirSync(join(root, 'etc/fonts'))
  writeFileSync(join(root, 'etc/fonts/fonts.conf'), '<fontconfig/>\n')
  rmSync(join(root, 'usr/lib/wine/wineserver'), { force: true })
  symlinkSync('wineserver64', join(root, 'usr/lib/wine/wineserver'))
  // The package's own set-up, which does not run here, marks this library so.
  const library = readFileSync(join(root, 'usr/x86_64-w64-mingw32/lib/zlib1.dll'))
  const rest = library.subarray(DOS_HEADER + builtinMark.length)
  writeFileSync(join(root, LIBRARIES, 'zlib1.dll'), Buffer.concat([library.subarray(0, DOS_HEADER), builtinMark, rest]))
}

export type WineProcess = {
  /** The Windows process itself: a signal to it ends it as the Task Manager does. */
  child: ChildProcess
  /** What it has printed so far, errors included. */
  output: () => string
  /** Its exit code; null: a signal ended it. */
  ended: Promise<number | null>
}

export type Wine = {
  /** Starts a Windows program. Paths of this machine are given as they are. */
  start: (program: string, args: readonly string[], options: WineOptions) => WineProcess
  /** The folder that stands for drive C. */
  driveC: string
}

type WineOptions = {
  /** The current folder; must lie below one of the shared folders. */
  cwd: string
  /** A file that is its standard input; else it has none. */
  input?: string
  env?: Record<string, string>
}

const mountAndRun = [
  'root=$1; folder=$2; shift 2',
  `for name in ${shared.join(' ')}; do mount --rbind "/$name" "$root/$name" || exit 99; done`,
  'exec unshare -R "$root" -w "$folder" /usr/lib/wine/wine64 "$@"',
].join('; ')

/**
 * Sets Wine up in `folder` unless it is there, with a Windows of its own in `prefix`. Throws where apt-get
 * refuses.
 */
export const prepareWine = (folder: string, prefix: string): Wine => {
  const root = join(folder, 'root')
  const done = join(folder, 'done')
  const wanted = packages.join(' ')
  if (!existsSync(done) || readFileSync(done, 'utf8') !== wanted) {
    rmSync(folder, { recursive: true, force: true })
    const apt = join(folder, 'apt')
    unpack(download(apt), root)
    rmSync(apt, { recursive: true })
    writeFileSync(done, wanted)
  }
  mkdirSync(prefix, { recursive: true })
  const environment = {
    ...process.env,
    WINEPREFIX: prefix,
    WINEDEBUG: '-all',
    WINEARCH: 'win64',
    WINELOADER: '/usr/lib/wine/wine64',
    LC_ALL: 'C.UTF-8',
    NODE_EXTRA_CA_CERTS: undefined,
    NODE_OPTIONS: undefined,
    VITEST: undefined,
  }
  const argumentsOf = (cwd: string, program: string, args: readonly string[]): string[] => [
    ...['-m', '--propagation', 'private', 'sh', '-c', mountAndRun, 'sh'],
    ...[root, cwd, program, ...args],
  ]
  if (!existsSync(join(prefix, 'drive_c/windows'))) {
    execFileSync('unshare', argumentsOf('/tmp', 'wineboot', ['-i']), { env: environment, stdio: 'ignore' })
  }
  const outputs = join(prefix, 'outputs')
  mkdirSync(outputs, { recursive: true })
  return {
    driveC: join(prefix, 'drive_c'),
    start: (program, args, { cwd, input = '/dev/null', env }) => {
      // Files, for Node's pipes are sockets, which Wine does not take as standard streams.
      const file = join(outputs, `${randomUUID()}.txt`)
      const streams = [openSync(input, 'r'), openSync(file, 'a')] as const
      const stdio = [...streams, streams[1]]
      const child = spawn('unshare', argumentsOf(cwd, program, args), { cwd, stdio, env: { ...environment, ...env } })
      for (const stream of streams) closeSync(stream)
      const ended = new Promise<number | null>((resolve, reject) => {
        child.once('error', reject)
        child.once('exit', resolve)
      })
      return { child, ended, output: () => readFileSync(file, 'utf8').replaceAll('\r\n', '\n') }
    },
  }
}
