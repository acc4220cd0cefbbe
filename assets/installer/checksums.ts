import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The SHA-256 hashes of files of a folder, as `sha256sum -c` reads them: what IT compares before a roll-out.
 */
export const checksums = (folder: string, names: readonly string[]): string =>
  names
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex')}  ${name}\n`,
    )
    .join('')
