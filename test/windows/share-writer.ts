import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../support/night-porter.ts'
import type { WineProcess } from './wine.ts'

const compile = (file: string): void => {
  const source = join(import.meta.dirname, 'children/share-writer.c')
  const words = ['-municode', '-O1', '-Wall', '-Werror', '-s', '-o', file, source]
  execFileSync('x86_64-w64-mingw32-gcc', words)
}

export type ShareWriterDeps = {
  /** Where its program and its parts lie. */
  folder: string
  windowsPath: (path: string) => string
  start: (file: string, args: readonly string[]) => WineProcess
}

/**
 * A PMS that writes as Windows programs may: it has the file open in a share mode, in several parts, and goes
 * on when the test says so.
 */
export const makeShareWriter = ({ folder, windowsPath, start }: ShareWriterDeps) => {
  const program = join(folder, 'share-writer.exe')
  compile(program)
  let made = 0

  /**
   * Opens `path` (as Windows names it) and writes the first part at once. Each `next` lets it write one more,
   * or close the file after the last; both have happened when the promise resolves.
   *
   * @param share what others may do meanwhile: r read, w write, d delete and rename; '-' nothing.
   */
  return async (path: string, share: string, parts: readonly string[]) => {
    made += 1
    const name = (what: string, n: number) => join(folder, `writer-${made}-${what}-${n}`)
    const steps = parts.flatMap((part, n) => {
      writeFileSync(name('part', n), part)
      const [file, wrote, go] = ['part', 'wrote', 'go'].map((what) => windowsPath(name(what, n)))
      return [`+${file}`, `!${wrote}`, `?${go}`]
    })
    const writer = start(program, [path, share, ...steps])
    const written = (n: number) =>
      until(`part ${n + 1} of ${path} is written`, () => {
        if (writer.child.exitCode !== null) throw new Error(`The writer ended with ${writer.child.exitCode}.`)
        return existsSync(name('wrote', n))
      })
    await written(0)
    let at = 0
    return {
      next: async (): Promise<void> => {
        writeFileSync(name('go', at), '')
        at += 1
        if (at < parts.length) return void (await written(at))
        const code = await writer.ended
        if (code !== 0) throw new Error(`The writer of ${path} ended with ${code}.`)
      },
    }
  }
}
