import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { allowedMoves } from '../../../main/core/queue/allowed-moves.ts'

const root = join(import.meta.dirname, '../../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const architecture = read('docs/architecture.md')

/** The rows of the table under a heading, without its head: one list of cells each. */
const tableUnder = (heading: string): string[][] => {
  const section = architecture.split(/\n(?=## )/).find((text) => text.startsWith(`## ${heading}\n`)) ?? ''
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split('|').slice(1, -1))
}

/** What stands between back-ticks. */
const codesIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')

/** Folders whose subfolders the layout names one by one. */
const parents = ['main', 'main/core', 'main/engine', 'renderer', 'test']

const holdsFiles = (path: string): boolean => globSync(`${path}/**/*.*`, { cwd: root }).length > 0

describe('the layout of docs/architecture.md', () => {
  const named = tableUnder('Layout').flatMap(([cell]) => codesIn(cell))

  test.each(parents)('names every folder of %s, and none that is not there', (parent) => {
    const there = readdirSync(join(root, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && holdsFiles(`${parent}/${entry.name}`))
      .map((entry) => `${parent}/${entry.name}`)
    expect(named.filter((path) => dirname(path) === parent).sort()).toEqual(there.sort())
  })

  test('names no folder twice, and none outside the compared ones', () => {
    expect(named).toEqual([...new Set(named)])
    expect(named.filter((path) => !parents.includes(dirname(path)) && !parents.includes(path))).toEqual([])
  })
})

test('the states of docs/architecture.md and their moves are those of the code', () => {
  const written = tableUnder('States').map(([from, to]) => [codesIn(from)[0], codesIn(to).sort()])
  expect(Object.fromEntries(written)).toEqual(
    Object.fromEntries(Object.entries(allowedMoves).map(([from, to]) => [from, [...to].sort()])),
  )
})

/** The anchors a page offers: its headings as GitHub names them, and the ones it sets itself. */
const anchorsOf = (path: string): Set<string> => {
  const text = read(path)
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1] ?? '')])
}

/** Why a link leads nowhere; null where it leads somewhere. `path` is relative to the project. */
const problemOf = (path: string, anchor: string | undefined): string | null => {
  if (!existsSync(join(root, path))) return `${path} is not there`
  if (anchor === undefined || statSync(join(root, path)).isDirectory()) return null
  return anchorsOf(path).has(anchor) ? null : `${path} has no #${anchor}`
}

const papers = globSync(['*.md', 'docs/**/*.md'], { cwd: root })

test('every link of the documents leads somewhere', () => {
  const problems = papers.flatMap((paper) =>
    [...read(paper).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      if (/^[a-z]+:/.test(link)) return []
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? paper : join(dirname(paper), path)
      const problem = problemOf(target, anchor)
      return problem === null ? [] : [`${paper}: ${problem}`]
    }),
  )
  expect(problems).toEqual([])
})

const sources = globSync('{main,preload,renderer,test}/**/*.{ts,tsx,css,mjs,cjs,html}', { cwd: root })

/** The comments of a source; an address within quotes may be among them, which does no harm here. */
const commentsOf = (source: string): string =>
  [...read(source).matchAll(/\/\*[\s\S]*?\*\/|\/\/.*|<!--[\s\S]*?-->/g)].map(([text]) => text).join('\n')

test('every page of docs/ that a comment names exists, with the heading or fact it names', () => {
  const problems = sources.flatMap((source) =>
    [...commentsOf(source).matchAll(/(?<![\w./-])(docs\/[\w-]+(?:\/[\w-]+)*\.(?:md|svg|png))(?:#([\w-]+))?/g)].flatMap(
      ([, path = '', anchor]) => {
        const problem = problemOf(path, anchor)
        return problem === null ? [] : [`${source}: ${problem}`]
      },
    ),
  )
  expect(problems).toEqual([])
})

test('no comment cites a document outside the repository', () => {
  // The `b` of each word boundary in this pattern keeps this very line from being found.
  const outside = /\bDESIGN\b|\b[Ss]eeds? 00\d/
  expect(sources.filter((source) => outside.test(read(source)))).toEqual([])
})

test('a channel page numbers its facts in order, each once', () => {
  for (const [page, prefix] of [
    ['docs/channels/pmsxchange.md', 'pmsx'],
    ['docs/channels/propexo.md', 'prx'],
  ] as const) {
    const ids = [...read(page).matchAll(new RegExp(`<a id="${prefix}-(\\d+)">`, 'g'))].map((match) => Number(match[1]))
    expect(ids, page).toEqual(ids.map((_, n) => n + 1))
    expect(ids.length, page).toBeGreaterThan(10)
  }
})

test('every decision stands in the index, and the numbers have no gap', () => {
  const pages = readdirSync(join(root, 'docs/decisions'))
    .filter((name) => name !== 'README.md')
    .sort()
  const index = read('docs/decisions/README.md')
  expect(pages.map((name) => Number(name.slice(0, 4)))).toEqual(pages.map((_, n) => n + 1))
  expect(pages.filter((name) => !index.includes(`(${name})`))).toEqual([])
  for (const name of pages)
    expect(read(`docs/decisions/${name}`), name).toMatch(/## Context\n[\s\S]+## Decision\n[\s\S]+## Consequences\n/)
})
