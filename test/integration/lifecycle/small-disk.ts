import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { removeFolder, temporaryFolder } from '../../support/night-porter.ts'

/**
 * Real small file systems: a tmpfs, or an ext4 in a file. Only root may mount them; elsewhere these tests say
 * that they are skipped.
 */

export const needsRoot = process.platform !== 'linux' || process.getuid?.() !== 0

export type SmallDisk = {
  path: string
  /** Fills it until so many bytes are left. */
  fill: (leaveBytes: number) => void
  /** Takes away what filled it. */
  free: () => void
}

const fillers = (path: string): Pick<SmallDisk, 'fill' | 'free'> => {
  const filler = join(path, 'filler')
  return {
    fill(leaveBytes) {
      const handle = openSync(filler, 'a')
      try {
        for (let bytes = 64 * 1024; bytes >= 512; )
          try {
            const { bavail, bsize } = statfsSync(path)
            if (bavail * bsize - bytes < leaveBytes) bytes /= 2
            else writeSync(handle, Buffer.alloc(bytes, 1))
          } catch {
            // Full before that: smaller pieces still fit.
            bytes /= 2
          }
      } finally {
        closeSync(handle)
      }
    },
    free: () => rmSync(filler, { force: true }),
  }
}

export const mountSmall = (bytes: number): SmallDisk => {
  const path = temporaryFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'night-porter-test', path])
  onTestFinished(() => {
    execFileSync('umount', ['-l', path])
    removeFolder(path)
  })
  return { path, ...fillers(path) }
}

/**
 * An ext4 of its own. `abort` makes the kernel treat it as broken: from then on nothing can be written, as on
 * a failing disk.
 */
export const mountExt4 = (bytes: number): SmallDisk & { abort: () => void; repair: () => void } => {
  const base = temporaryFolder()
  const image = join(base, 'disk.img')
  const path = join(base, 'disk')
  mkdirSync(path)
  closeSync(openSync(image, 'w'))
  truncateSync(image, bytes)
  execFileSync('mkfs.ext4', ['-q', '-F', image])
  execFileSync('mount', ['-o', 'loop', image, path])
  onTestFinished(() => {
    execFileSync('umount', ['-l', path])
    removeFolder(base)
  })
  return {
    path,
    ...fillers(path),
    abort: () => void execFileSync('mount', ['-o', 'remount,abort', path], { stdio: 'ignore' }),
    repair: () => {
      execFileSync('umount', [path])
      // What the abort left marked as wrong would turn the mount read-only again. Ends with 1 where it
      // mended.
      spawnSync('e2fsck', ['-p', '-f', image])
      execFileSync('mount', ['-o', 'loop', image, path])
    },
  }
}
