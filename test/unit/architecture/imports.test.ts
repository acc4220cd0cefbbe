import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { describe, expect, test } from 'vitest'
import { channels } from '../../../main/core/channels/registry.ts'

const root = join(import.meta.dirname, '../../..')

const namesIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].flatMap((match) => match[1] ?? [])

/**
 * The rows of docs/architecture.md's import table: a folder, and what it may import. `node` stands for
 * node:*.
 */
const rows = (
  /\| folder \| may import \| and packages \|\n.*\n((?:\|.*\n)+)/.exec(
    readFileSync(join(root, 'docs/architecture.md'), 'utf8'),
  )?.[1] ?? ''
)
  .trim()
  .split('\n')
  .map((row) => {
    const [, folder, folders, packages] = row.split('|')
    const [name = ''] = namesIn(folder)
    return { name, folders: [name, ...namesIn(folders)], packages: namesIn(packages) }
  })
const table = Object.fromEntries(rows.map(({ name, folders, packages }) => [name, { folders, packages }]))

/** The folders of the channels, sorted by name. */
const channelFolders = globSync('main/core/channels/*/', { cwd: root })
  .map((folder) => `${folder.split(sep).join('/').replace(/\/$/, '')}/`)
  .toSorted()

/** The stand-ins of rehearsal and simulation. */
const playsTheChannel = (file: string): boolean => /^main\/(?:rehearsal|headless\/simulate)\//.test(file)

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

const files = Object.keys(table).flatMap((folder) =>
  globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }).map((file) => ({ folder, file: file.split(sep).join('/') })),
)

const importsOf = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(importPattern)].flatMap((match) => match[1] ?? match[2] ?? [])

/** The string literals of a file, without those in comments and the names of imported files. */
const stringsIn = (file: string): string[] =>
  readFileSync(join(root, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/ .*$/gm, '')
    .replace(importPattern, '')
    .match(/'[^'\n]*'|"[^"\n]*"|`[^`]*`/g) ?? []

const packageOf = (name: string): string => (name.startsWith('node:') ? 'node' : (name.split('/')[0] ?? name))

/**
 * What a file loads when it runs: types are gone by then, and what is imported on demand is not there yet.
 */
const loadedBy = (file: string): string[] =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(
      /(?:^|\n)(?:import|export)\s(?!type\b)(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]/g,
    ),
  ].flatMap((match) => match[1] ?? [])

/** All files and packages that an entry loads, directly or by way of others. */
const reachedFrom = (entry: string): string[] => {
  const reached = new Set<string>()
  const visit = (file: string): void => {
    if (reached.has(file)) return
    reached.add(file)
    if (!file.endsWith('.ts')) return
    for (const name of loadedBy(file))
      visit(
        name.startsWith('.')
          ? relative(root, join(root, dirname(file), name))
              .split(sep)
              .join('/')
          : name,
      )
  }
  visit(entry)
  return [...reached]
}

describe('the import table of docs/architecture.md', () => {
  test('has a row for every folder with code', () => {
    const folders = globSync(['main/*/', 'preload/', 'renderer/'], { cwd: root })
      .map((folder) => folder.split(sep).join('/').replace(/\/$/, ''))
      .toSorted()
    expect(Object.keys(table).toSorted()).toEqual(folders)
  })

  test('finds the files it speaks about', () => {
    for (const folder of Object.keys(table))
      expect(files.filter((one) => one.folder === folder).length, folder).toBeGreaterThan(0)
  })

  test.each(Object.keys(table))('%s imports only what it may', (folder) => {
    const allowed = table[folder] ?? { folders: [], packages: [] }
    const wrong = files
      .filter((one) => one.folder === folder)
      .flatMap(({ file }) =>
        importsOf(file).flatMap((name) => {
          if (!name.startsWith('.')) return allowed.packages.includes(packageOf(name)) ? [] : [`${file}: ${name}`]
          const target = relative(root, join(root, dirname(file), name))
            .split(sep)
            .join('/')
          return allowed.folders.some((one) => target === one || target.startsWith(`${one}/`)) || !target.includes('/')
            ? []
            : [`${file}: ${target}`]
        }),
      )
    expect(wrong).toEqual([])
  })

  test.each(['main/desktop/index.ts', 'main/headless/serve-engine.ts', 'main/headless/start.ts'])(
    '%s runs without store or engine: they live in the thread that main/host/engine-client.ts starts',
    (entry) => {
      const reached = reachedFrom(entry)
      expect(reached).toContain('main/host/engine-client.ts')
      // The lock of the secrets file is SQLite's; npm start writes the password of the rehearsal hotel under
      // it.
      const writesSecrets = reached.includes('main/adapters/lock-file.ts')
      expect(writesSecrets).toBe(entry === 'main/headless/start.ts')
      const kept = writesSecrets ? ['better-sqlite3'] : []
      expect(
        reached.filter((name) => /^main\/(store|engine)\/|^better-sqlite3$|^undici$|^main\/host\/compose/.test(name)),
      ).toEqual(kept)
    },
  )

  test('the thread runs store and engine, and nothing of a host that shows something', () => {
    const reached = reachedFrom('main/host/engine-thread.ts')
    expect(reached).toContain('main/engine/create-engine.ts')
    expect(reached).toContain('better-sqlite3')
    expect(reached.filter((name) => /^main\/(desktop|headless)\/|^electron$/.test(name))).toEqual([])
  })

  test('a screen imports no other screen', () => {
    const screenOf = (path: string): string | null => /^renderer\/screens\/([^/]+)\//.exec(path)?.[1] ?? null
    const wrong = files
      .filter(({ file }) => screenOf(file) !== null)
      .flatMap(({ file }) =>
        importsOf(file)
          .filter((name) => name.startsWith('.'))
          .map((name) =>
            relative(root, join(root, dirname(file), name))
              .split(sep)
              .join('/'),
          )
          .filter((target) => screenOf(target) !== null && screenOf(target) !== screenOf(file))
          .map((target) => `${file}: ${target}`),
      )
    expect(wrong).toEqual([])
  })

  test('the core knows of the texts only the types of their keys', () => {
    const users = files
      .filter(({ folder, file }) => folder === 'main/core' && importsOf(file).some((name) => name.includes('assets/')))
      .map(({ file }) => file)
    expect(users).toEqual(['main/core/ports/text-key.ts'])
    expect(loadedBy('main/core/ports/text-key.ts')).toEqual([])
  })

  test('the queue knows no channel', () => {
    const users = files
      .filter(({ file }) => file.startsWith('main/core/queue/'))
      .filter(({ file }) => importsOf(file).some((name) => name.includes('/channels/')))
      .map(({ file }) => file)
    expect(users).toEqual([])
  })

  test('in the core only the settings of a channel know zod', () => {
    const users = files
      .filter(({ folder, file }) => folder === 'main/core' && importsOf(file).includes('zod'))
      .map(({ file }) => file)
    expect(users.toSorted()).toEqual(channelFolders.map((folder) => `${folder}settings.ts`))
  })

  test('only the registry, and what plays the other side, looks into the folder of a channel', () => {
    const users = files
      .filter(({ file }) => file !== 'main/core/channels/registry.ts' && !playsTheChannel(file))
      .flatMap(({ file }) =>
        importsOf(file)
          .filter((name) => name.startsWith('.'))
          .map((name) => ({
            file,
            target: relative(root, join(root, dirname(file), name))
              .split(sep)
              .join('/'),
          })),
      )
      .filter(({ file, target }) =>
        channelFolders.some((folder) => target.startsWith(folder) && !file.startsWith(folder)),
      )
    expect(users).toEqual([])
  })

  test('no other file says the name of a channel', () => {
    const names = channels.all.map(({ kind }) => kind)
    expect(names.map((name) => `main/core/channels/${name}/`).toSorted()).toEqual(channelFolders)
    const word = new RegExp(`\\b(?:${names.join('|')})\\b`, 'i')
    const users = files
      .filter(({ file }) => !playsTheChannel(file) && !channelFolders.some((folder) => file.startsWith(folder)))
      .flatMap(({ file }) =>
        stringsIn(file)
          .filter((text) => word.test(text))
          .map((text) => `${file}: ${text}`),
      )
    expect(users).toEqual([])
  })

  test.each([
    ['main/core', 'fast-xml-parser', 'main/core/xml/parse.ts'],
    ['main/core', 'jsonc-parser', 'main/core/json/tokens.ts'],
    ['main/adapters', 'better-sqlite3', 'main/adapters/lock-file.ts'],
  ])('in %s only one file knows %s', (room, library, user) => {
    const users = files
      .filter(({ folder, file }) => folder === room && importsOf(file).includes(library))
      .map(({ file }) => file)
    expect(users).toEqual([user])
  })

  test('the library reads replies of the channel, what the rehearsal is asked and the task of Windows, never an export or a stored body', () => {
    const users = files
      .filter(({ file }) => /\bparseXml\(/.test(readFileSync(join(root, file), 'utf8')))
      .map(({ file }) => file)
    expect(users.sort()).toEqual([
      'main/core/channels/reply-text.ts',
      'main/core/service/task-definition.ts',
      'main/rehearsal/pmsxchange-request.ts',
    ])
  })

  test('only the desktop entry imports electron itself, not just its types', () => {
    const users = files
      .filter(({ file }) => file.startsWith('main/'))
      .filter(({ file }) =>
        /(?:^|\n)import\s+(?!type\b)[^'"]*from\s+['"]electron['"]/.test(readFileSync(join(root, file), 'utf8')),
      )
      .map(({ file }) => file)
    expect(users).toEqual(['main/desktop/index.ts'])
  })
})
