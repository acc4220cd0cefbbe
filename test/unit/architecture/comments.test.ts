import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const LONGEST_COMMENT = 110

/** A comment line; directives for tools are left out, for they must stand on one line. */
const isProse = (line: string): boolean =>
  /^\s*(?:\*|\/\/|\/\*)/.test(line) && !/^\s*\/\/ (?:biome-ignore|@ts-)/.test(line)

const longComments = (text: string): number[] =>
  text.split('\n').flatMap((line, index) => (isProse(line) && line.length > LONGEST_COMMENT ? [index + 1] : []))

test(`comments are at most ${LONGEST_COMMENT} columns wide`, () => {
  const files = globSync('{main,preload,renderer,test}/**/*.{ts,tsx}', { cwd: root })
  expect(files.length).toBeGreaterThan(500)
  expect(
    files.flatMap((file) => longComments(readFileSync(join(root, file), 'utf8')).map((line) => `${file}:${line}`)),
  ).toEqual([])
})

test('a long comment is found, a directive is not', () => {
  const long = 'x'.repeat(LONGEST_COMMENT)
  expect(
    longComments(`code()\n// ${long}\n/** ${long} */\n * ${long}\n// biome-ignore ${long}\nconst x = '${long}'`),
  ).toEqual([2, 3, 4])
})
