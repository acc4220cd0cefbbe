import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')

/** DESIGN's import table: for each folder the folders and packages it may import. `node` stands for node:*. */
const table: Record<string, { folders: string[]; packages: string[] }> = {
  'main/contract': { folders: ['main/contract'], packages: ['zod'] },
  'main/core': { folders: ['main/contract', 'main/core'], packages: ['fast-xml-parser', 'jsonc-parser'] },
  'main/store': { folders: ['main/core', 'main/contract', 'main/store'], packages: ['better-sqlite3', 'node', 'zod'] },
  'main/adapters': {
    folders: ['main/core', 'main/contract', 'main/adapters', 'assets/locales'],
    packages: ['node', 'undici', 'electron-log', 'i18next', 'zod', 'better-sqlite3'],
  },
  'main/engine': { folders: ['main/core', 'main/contract', 'main/store', 'main/engine'], packages: [] },
  'main/rehearsal': { folders: ['main/core', 'main/contract', 'main/rehearsal'], packages: ['node', 'zod'] },
  'main/host': {
    folders: [
      'main/contract',
      'main/core',
      'main/store',
      'main/engine',
      'main/adapters',
      'main/rehearsal',
      'main/host',
    ],
    packages: ['node', 'zod'],
  },
  'main/desktop': {
    folders: [
      'main/contract',
      'main/core',
      'main/store',
      'main/engine',
      'main/adapters',
      'main/rehearsal',
      'main/host',
      'main/desktop',
      'assets/locales',
    ],
    packages: ['node', 'electron', 'zod'],
  },
  'main/headless': {
    folders: [
      'main/contract',
      'main/core',
      'main/store',
      'main/engine',
      'main/adapters',
      'main/rehearsal',
      'main/host',
      'main/headless',
    ],
    packages: ['node', 'zod'],
  },
  preload: { folders: ['main/contract'], packages: ['electron'] },
  renderer: {
    folders: ['main/contract', 'renderer', 'assets/locales', 'assets/icons'],
    packages: [
      'react',
      'react-dom',
      'react-i18next',
      'i18next',
      '@fluentui',
      '@tanstack',
      'eventsource-parser',
      'zod',
      'vite',
      '@vitejs',
    ],
  },
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

const files = Object.keys(table).flatMap((folder) =>
  globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }).map((file) => ({ folder, file: file.split(sep).join('/') })),
)

const importsOf = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(importPattern)].flatMap((match) => match[1] ?? match[2] ?? [])

const packageOf = (name: string): string => (name.startsWith('node:') ? 'node' : (name.split('/')[0] ?? name))

describe('the import table of DESIGN.md', () => {
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

  test('the queue knows no channel', () => {
    const users = files
      .filter(({ file }) => file.startsWith('main/core/queue/'))
      .filter(({ file }) => importsOf(file).some((name) => name.includes('/channels/')))
      .map(({ file }) => file)
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
