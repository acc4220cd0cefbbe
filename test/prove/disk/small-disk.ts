import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { removeFolder, temporaryFolder } from '../../support/night-porter.ts'

/** A real file system of a few megabytes, to be filled and freed. Only root may mount one. */
export type SmallDisk = {
  path: string
  /** Fills it until about so many bytes are left. */
  fill(leaveBytes: number): void
  free(): void
  unmount(): void
}

export const diskNeeds = (): string | null =>
  process.platform === 'linux' && process.getuid?.() === 0
    ? null
    : 'disk needs Linux and root, to mount a small file system of its own'

export const mountSmallDisk = (bytes: number): SmallDisk => {
  const path = temporaryFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'night-porter-prove', path])
  const filler = join(path, 'filler')
  return {
    path,
    fill: (leaveBytes) => {
      const handle = openSync(filler, 'a')
      try {
        for (let size = 65_536; size >= 512; )
          try {
            const { bavail, bsize } = statfsSync(path)
            if (bavail * bsize - size < leaveBytes) size /= 2
            else writeSync(handle, Buffer.alloc(size, 1))
          } catch {
            // Full already: a smaller piece may still fit.
            size /= 2
          }
      } finally {
        closeSync(handle)
      }
    },
    free: () => rmSync(filler, { force: true }),
    unmount: () => {
      execFileSync('umount', ['-l', path])
      removeFolder(path)
    },
  }
}
