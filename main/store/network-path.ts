import { readFileSync, realpathSync } from 'node:fs'
import { posix, win32 } from 'node:path'

/** What `isNetworkPath` asks of the machine; tests bring their own. */
export type PathSystem = {
  platform: NodeJS.Platform
  /**
   * Text of /proc/self/mountinfo, empty where there is none. Read anew each time, since a look at a path may
   * mount it.
   */
  readMountinfo(): string
  /** The path with links, mapped drives and `subst` resolved. Throws where it does not exist. */
  realPath(path: string): string
  /** For relative paths. */
  cwd(): string
}

const networkTypes = new Set([
  ...[
    'nfs',
    'nfs4',
    'cifs',
    'smb2',
    'smb3',
    'smbfs',
    'ncpfs',
    'afs',
    'coda',
    'ceph',
    'lustre',
    'gpfs',
    'beegfs',
    'orangefs',
    'pvfs2',
  ],
  ...['9p', 'gfs2', 'ocfs2', 'davfs', 'drvfs', 'vboxsf', 'vmhgfs', 'prl_fs'],
  ...[
    'sshfs',
    'smbnetfs',
    'davfs2',
    'curlftpfs',
    'ftpfs',
    'rclone',
    's3fs',
    'gcsfuse',
    'goofys',
    'blobfuse',
    'blobfuse2',
    'glusterfs',
  ],
  ...['gvfsd-fuse', 'gvfs-fuse-daemon', 'kio-fuse', 'vmhgfs-fuse', 'prl_fsd', 'juicefs', 'moosefs', 'mfs', 'cephfs'],
])
const remoteSource = /^(\/\/|\\\\|[^/\s]+:(\/|$))/
const MOST_PARENTS = 64

type Mount = { id: string; parent: string; point: string; type: string; source: string }

/**
 * Whether a Windows path names another machine: `\\server\share`, `//server/share` or `\\?\UNC\server\share`.
 */
export const isUncPath = (path: string): boolean => {
  const backslashed = path.replaceAll('/', '\\')
  if (/^\\\\[?.]\\UNC\\/i.test(backslashed)) return true
  return /^\\\\[^\\?.]/.test(backslashed)
}

/** The kernel writes space, tab, newline, # and \ of names as three octal digits of a byte. */
const unescapeOctal = (name: string): string =>
  name.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))

const parseMountinfo = (text: string): Mount[] =>
  text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ', 2)
    const [id, parent, , , point] = before.split(' ')
    const [type, source] = after.split(' ')
    if (id === undefined || parent === undefined || point === undefined || type === undefined) return []
    return [{ id, parent, point: unescapeOctal(point), type, source: unescapeOctal(source ?? '') }]
  })

const shortest = (mounts: readonly Mount[]): Mount | null =>
  mounts.reduce<Mount | null>(
    (best, mount) => (best === null || mount.point.length < best.point.length ? mount : best),
    null,
  )

/**
 * Walks down the mount tree as the kernel does. The longest matching mount point would be wrong where a later
 * mount hides it: among the mounts on one file system the shortest point on the way is met first.
 */
const mountOf = (path: string, mounts: readonly Mount[]): Mount | null => {
  const onTheWay = mounts.filter(({ point }) => point === '/' || path === point || path.startsWith(`${point}/`))
  const ids = new Set(mounts.map(({ id }) => id))
  const isTop = ({ id, parent }: Mount) => !ids.has(parent) || parent === id
  let here = shortest(onTheWay.filter(isTop))
  const seen = new Set<Mount>()
  while (here !== null && !seen.has(here)) {
    seen.add(here)
    const current = here
    const next = shortest(onTheWay.filter((mount) => mount.parent === current.id && !seen.has(mount)))
    if (next === null) return current
    here = next
  }
  return here
}

/**
 * Whether an absolute POSIX path lies on a network mount, by the text of /proc/self/mountinfo
 * (proc_pid_mountinfo(5)).
 */
export const isOnNetworkMount = (path: string, mountinfo: string): boolean => {
  const mount = mountOf(path, parseMountinfo(mountinfo))
  if (mount === null) return false
  const type = mount.type.replace(/^fuse(blk)?\./, '')
  return networkTypes.has(type) || remoteSource.test(mount.source)
}

/** The real path of the nearest folder above that exists, since the database may still have to be made. */
const nearestRealPath = (path: string, parentOf: (path: string) => string, system: PathSystem): string => {
  let at = path
  for (let steps = 0; steps < MOST_PARENTS; steps++) {
    try {
      return system.realPath(at)
    } catch {
      // Not there, or not ours to look at: the folder above tells as much about the disk.
      const parent = parentOf(at)
      if (parent === at) return path
      at = parent
    }
  }
  return path
}

const thisSystem: PathSystem = {
  platform: process.platform,
  readMountinfo: () => {
    try {
      return readFileSync('/proc/self/mountinfo', 'utf8')
    } catch {
      // No /proc (another system, a bare container): nothing can be known about mounts.
      return ''
    }
  },
  // The native one: on Windows it asks for the final path, in which a mapped drive shows its server.
  realPath: (path) => realpathSync.native(path),
  cwd: () => process.cwd(),
}

/**
 * Whether a path lies on a network file system, as far as this machine tells: UNC and mapped drives on
 * Windows, the mount's type and source on Linux. The path need not exist. Where nothing can be known the
 * answer is no.
 */
export const isNetworkPath = (path: string, system: PathSystem = thisSystem): boolean => {
  if (system.platform === 'win32') {
    return isUncPath(path) || isUncPath(nearestRealPath(win32.resolve(path), win32.dirname, system))
  }
  const absolute = posix.resolve(system.cwd(), path)
  // First by name alone: a look at a share whose server is gone can hang for minutes.
  if (isOnNetworkMount(absolute, system.readMountinfo())) return true
  return isOnNetworkMount(nearestRealPath(absolute, posix.dirname, system), system.readMountinfo())
}
