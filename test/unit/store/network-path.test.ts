import { describe, expect, it } from 'vitest'
import { isNetworkPath, isOnNetworkMount, isUncPath, type PathSystem } from '../../../main/store/network-path.ts'

/** One line of /proc/self/mountinfo. */
const mount = (id: number, parent: number, point: string, type: string, source: string): string =>
  `${id} ${parent} 0:${id} / ${point} rw,relatime shared:${id} - ${type} ${source} rw`

const root = mount(1, 0, '/', 'ext4', '/dev/sda2')

const linux = (parts: Partial<PathSystem>): PathSystem => ({
  platform: 'linux',
  readMountinfo: () => root,
  realPath: (path) => path,
  cwd: () => '/home/porter',
  ...parts,
})

const windows = (realPath: (path: string) => string): PathSystem => ({
  platform: 'win32',
  readMountinfo: () => '',
  realPath,
  cwd: () => 'C:\\',
})

const missing = (path: string): never => {
  throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' })
}

describe('mounts', () => {
  it.each([
    ['nfs4', 'server:/export'],
    ['nfs', 'server:/export'],
    ['cifs', '//server/share'],
    ['smb3', '//server/share'],
    ['fuse.sshfs', 'porter@server:/home/porter'],
    ['fuse.smbnetfs', 'smbnetfs'],
    ['fuse.rclone', 'remote:bucket'],
    ['9p', 'C:\\134'],
    ['vboxsf', 'hotel'],
    ['fuse', 'porter@server:'],
    ['fuse.made-up', '//server/share'],
  ])('takes %s for a network file system', (type, source) => {
    expect(isOnNetworkMount('/data/np/queue.db', [root, mount(2, 1, '/data', type, source)].join('\n'))).toBe(true)
  })

  it.each([
    ['ext4', '/dev/sdb1'],
    ['xfs', '/dev/mapper/vg-data'],
    ['btrfs', '/dev/sdb1'],
    ['zfs', 'tank/data'],
    ['tmpfs', 'tmpfs'],
    ['overlay', 'overlay'],
    ['fuseblk', '/dev/sdb1'],
    ['fuse.mergerfs', '/mnt/a:/mnt/b'],
  ])('takes %s for a local file system', (type, source) => {
    expect(isOnNetworkMount('/data/np/queue.db', [root, mount(2, 1, '/data', type, source)].join('\n'))).toBe(false)
  })

  it('looks at the mount the path is on, not at names that merely begin alike', () => {
    const table = [root, mount(2, 1, '/data', 'nfs4', 'server:/export')].join('\n')
    expect(isOnNetworkMount('/data', table)).toBe(true)
    expect(isOnNetworkMount('/database/queue.db', table)).toBe(false)
    expect(isOnNetworkMount('/home/queue.db', table)).toBe(false)
  })

  it('finds a local disk inside a share, and a share inside a local disk', () => {
    const table = [
      root,
      mount(2, 1, '/net', 'nfs4', 'server:/export'),
      mount(3, 2, '/net/disk', 'ext4', '/dev/sdb1'),
    ].join('\n')
    expect(isOnNetworkMount('/net/queue.db', table)).toBe(true)
    expect(isOnNetworkMount('/net/disk/queue.db', table)).toBe(false)
  })

  it('sees what lies on top: mounted over the same point, or over a folder above', () => {
    const sameA = [root, mount(2, 1, '/data', 'nfs4', 'server:/e'), mount(3, 2, '/data', 'ext4', '/dev/sdb1')].join(
      '\n',
    )
    expect(isOnNetworkMount('/data/queue.db', sameA)).toBe(false)
    const sameB = [
      root,
      mount(2, 1, '/data', 'ext4', '/dev/sdb1'),
      mount(3, 2, '/data', 'cifs', '//server/share'),
    ].join('\n')
    expect(isOnNetworkMount('/data/queue.db', sameB)).toBe(true)
    const above = [root, mount(2, 1, '/srv/data', 'nfs4', 'server:/e'), mount(3, 1, '/srv', 'ext4', '/dev/sdb1')].join(
      '\n',
    )
    expect(isOnNetworkMount('/srv/data/queue.db', above)).toBe(false)
  })

  it('reads names with spaces, lines with several or no optional fields, and a container whose root has an unknown parent', () => {
    const table = [
      '812 640 0:50 / / rw,relatime master:12 propagate_from:3 - overlay overlay rw,lowerdir=/a',
      '813 812 0:51 /sub /mnt/front\\040desk rw - cifs //server/front\\040desk rw',
      'nonsense',
      '',
    ].join('\n')
    expect(isOnNetworkMount('/mnt/front desk/queue.db', table)).toBe(true)
    expect(isOnNetworkMount('/mnt/front/queue.db', table)).toBe(false)
  })

  it('says no where nothing is known', () => {
    expect(isOnNetworkMount('/data/queue.db', '')).toBe(false)
  })
})

describe('Windows paths', () => {
  it.each([
    '\\\\server\\share\\np',
    '//server/share/np',
    '\\\\?\\UNC\\server\\share',
    '\\\\?\\unc\\server\\share',
    '\\\\wsl.localhost\\Debian\\np',
  ])('takes %s for a share', (path) => {
    expect(isUncPath(path)).toBe(true)
  })

  it.each(['C:\\ProgramData\\np', 'C:/ProgramData/np', '\\\\?\\C:\\np', '\\\\.\\C:\\np', 'np', '\\np'])(
    'takes %s for no share',
    (path) => {
      expect(isUncPath(path)).toBe(false)
    },
  )

  it('knows a mapped drive by its final path, also for a file still to be made', () => {
    const mapped = windows((path) => (path === 'Z:\\' ? '\\\\server\\share' : missing(path)))
    expect(isNetworkPath('Z:\\Night Porter\\queue.db', mapped)).toBe(true)
    const local = windows((path) => (path === 'D:\\' ? 'D:\\' : missing(path)))
    expect(isNetworkPath('D:\\Night Porter\\queue.db', local)).toBe(false)
  })

  it('takes a drive that answers nothing for local', () => {
    expect(isNetworkPath('Q:\\np\\queue.db', windows(missing))).toBe(false)
  })
})

describe('Linux paths', () => {
  const table = [root, mount(2, 1, '/net', 'nfs4', 'server:/export')].join('\n')

  it('follows links, and looks at the nearest folder that exists', () => {
    const realPath = (path: string) =>
      path === '/home/porter/data' ? '/net/data' : path.startsWith('/home/porter/data/') ? missing(path) : path
    expect(isNetworkPath('/home/porter/data/new/queue.db', linux({ readMountinfo: () => table, realPath }))).toBe(true)
    expect(isNetworkPath('data/queue.db', linux({ readMountinfo: () => table, realPath }))).toBe(true)
    expect(isNetworkPath('/home/porter/queue.db', linux({ readMountinfo: () => table, realPath }))).toBe(false)
  })

  it('does not touch a path whose name already shows a share, since a dead server would hang it', () => {
    const realPath = () => expect.unreachable('the path was touched')
    expect(isNetworkPath('/net/data/queue.db', linux({ readMountinfo: () => table, realPath }))).toBe(true)
  })

  it('reads the table again after a look that may have mounted the path', () => {
    let isMounted = false
    const system = linux({
      readMountinfo: () => (isMounted ? table : root),
      realPath: (path) => {
        isMounted = true
        return path
      },
    })
    expect(isNetworkPath('/net/queue.db', system)).toBe(true)
  })

  it('asks the real machine without failing', () => {
    expect(typeof isNetworkPath(import.meta.dirname)).toBe('boolean')
  })
})
