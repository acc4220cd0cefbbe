import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { ViewDeps } from '../../../main/engine/view/deps.ts'
import type { ReadingStore } from '../../../main/store/roles.ts'
import { createStore, type Store } from '../../../main/store/store.ts'
import { createVault } from '../../../main/store/vault.ts'
import { aMessage } from '../core/queue/records.ts'
import { openTables } from '../store-tables/open-tables.ts'

const root = join(import.meta.dirname, '../../..')
const ENGINE = 'main/engine'

type Room = { stores: string[]; rooms: string[]; files: string[] }

/** What stands between back-ticks. */
const codesIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')

/**
 * The table of docs/architecture.md: the store of each room, and which other rooms and files of the engine it
 * may import.
 */
const rooms = new Map(
  (
    /\n## Rooms of the engine\n([\s\S]*?)\n## /.exec(readFileSync(join(root, 'docs/architecture.md'), 'utf8'))?.[1] ??
    ''
  )
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line): [string, Room] => {
      const [name, stores, others, files] = line.split('|').slice(1, -1).map(codesIn)
      return [name?.[0] ?? '', { stores: stores ?? [], rooms: others ?? [], files: files ?? [] }]
    }),
)

const slashed = (path: string): string => path.split(sep).join('/')

type Import = { file: string; isType: boolean; target: string }

const importPattern = /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'"`;]*?\sfrom\s+['"](\.[^'"]+)['"]/g

const imports: Import[] = globSync(`${ENGINE}/**/*.ts`, { cwd: root }).flatMap((path) =>
  [...readFileSync(join(root, path), 'utf8').matchAll(importPattern)].map((match) => ({
    file: slashed(path),
    isType: match[1] !== undefined,
    target: slashed(relative(root, join(root, dirname(path), match[2] ?? ''))),
  })),
)

/** The room a file of the engine lies in; null: the top level. */
const roomOf = (path: string): string | null => {
  const [first, second] = path.slice(ENGINE.length + 1).split('/')
  return second === undefined ? null : (first ?? null)
}

const told = ({ file, target }: Import): string => `${file}: ${target}`

describe('the rooms of the engine', () => {
  test('are those of the table', () => {
    const found = globSync(`${ENGINE}/*/`, { cwd: root }).map((path) => roomOf(`${slashed(path).replace(/\/$/, '')}/x`))
    expect(found.toSorted()).toEqual([...rooms.keys()].toSorted())
  })

  test.each([...rooms])('%s imports only the rooms it may', (room, allowed) => {
    const wrong = imports
      .filter(({ file, target }) => roomOf(file) === room && target.startsWith(`${ENGINE}/`) && roomOf(target) !== room)
      .filter(({ target }) => {
        const to = roomOf(target)
        return to === null ? !allowed.files.includes(target.slice(ENGINE.length + 1)) : !allowed.rooms.includes(to)
      })
    expect(wrong.map(told)).toEqual([])
  })

  test.each([...rooms])('%s names the store by its roles only', (room, { stores }) => {
    const text = globSync(`${ENGINE}/${room}/**/*.ts`, { cwd: root })
      .map((path) => readFileSync(join(root, path), 'utf8'))
      .join('\n')
    const named = [...text.matchAll(/import type \{([^}]*)\} from '[^']*\/store\/roles\.ts'/g)]
      .flatMap(([, names = '']) => names.split(','))
      .map((name) => name.trim())
    expect([...new Set(named)].toSorted()).toEqual(stores.toSorted())
  })

  test('only what the host hands over names the whole store', () => {
    const users = imports.filter(({ target }) => target === 'main/store/store.ts').map(({ file }) => file)
    expect(users).toEqual([`${ENGINE}/deps.ts`])
  })

  test('of the top level only create-engine knows the rooms', () => {
    const wrong = imports
      .filter(({ file, target }) => roomOf(file) === null && target.startsWith(`${ENGINE}/`) && roomOf(target) !== null)
      .filter(({ file }) => file !== `${ENGINE}/create-engine.ts`)
    expect(wrong.map(told)).toEqual([])
  })

  test('the parts of an export folder are private to it', () => {
    const parts = `${ENGINE}/capture/folder/`
    const wrong = imports
      .filter(({ file, target }) => target.startsWith(parts) && !file.startsWith(parts))
      .filter(({ file, isType }) => file !== `${ENGINE}/capture/export-folder.ts` && !isType)
    expect(wrong.map(told)).toEqual([`${ENGINE}/capture/capture.ts: ${parts}ownership.ts`])
  })

  test('view knows of the store only types', () => {
    const known = imports.filter(({ file, target }) => roomOf(file) === 'view' && target.startsWith('main/store/'))
    expect(known.length).toBeGreaterThan(0)
    expect(known.filter(({ isType }) => !isType).map(told)).toEqual([])
  })
})

describe('the store of the views', () => {
  type Call = (store: ReadingStore) => unknown
  /**
   * One call for every method of the role: a method that is added to it does not compile before it is tried
   * here.
   */
  type Calls = {
    [Name in keyof ReadingStore]: ReadingStore[Name] extends (...given: never[]) => unknown
      ? Call
      : { [Method in keyof ReadingStore[Name]]: Call }
  }

  const day = '2026-12-01'
  const calls: Calls = {
    read: (store) => store.read(() => store.lists.counts()),
    writeFault: (store) => store.writeFault(),
    messages: {
      get: (store) => store.messages.get('a'),
      body: (store) => store.messages.body('a'),
      ofKey: (store) => store.messages.ofKey('k'),
    },
    captures: {
      get: (store) => store.captures.get('a'),
      left: (store) => store.captures.left('a'),
      sha256: (store) => store.captures.sha256('a'),
    },
    coverage: { isOvertaken: (store) => store.coverage.isOvertaken(aMessage({ kind: 'rates' })) },
    attempts: { list: (store) => store.attempts.list('a'), ids: (store) => store.attempts.ids('a') },
    links: {
      get: (store) => store.links.get('c'),
      pause: (store) => store.links.pause('c'),
      lane: (store) => store.links.lane('l', 'c'),
      lanes: (store) => store.links.lanes(),
    },
    jobs: { latest: (store) => store.jobs.latest('a'), ofMessage: (store) => store.jobs.ofMessage('a') },
    lists: {
      counts: (store) => store.lists.counts(),
      deliveredSince: (store) => store.lists.deliveredSince(0),
      lastDeliveredAt: (store) => store.lists.lastDeliveredAt(),
      needSomeone: (store) => store.lists.needSomeone(day),
      onTheWay: (store) => store.lists.onTheWay(),
      causes: (store) => store.lists.causes(day),
      ofCause: (store) => store.lists.ofCause('waiting', 'c', day, 5),
      held: (store) => store.lists.held(day),
      ofHeld: (store) => store.lists.ofHeld('held-behind-failed', 'c', 5),
      lanes: (store) => store.lists.lanes(),
      heldOf: (store) => store.lists.heldOf('c'),
      page: (store) => store.lists.page({ beforeSeq: null, limit: 5, search: 'muster' }),
      seqOf: (store) => store.lists.seqOf('a'),
    },
    queue: { blocker: (store) => store.queue.blocker(aMessage()), earliest: (store) => store.queue.earliest('c', 0) },
    sender: { read: (store) => store.sender.read() },
    acts: { list: (store) => store.acts.list('a') },
    alarms: { list: (store) => store.alarms.list() },
    snapshots: { get: (store) => store.snapshots.get('f') },
    startupNotices: { list: (store) => store.startupNotices.list() },
    formerFolders: { list: (store) => store.formerFolders.list() },
    keys: { isKeyLost: (store) => store.keys.isKeyLost(), codePrintedAt: (store) => store.keys.codePrintedAt() },
  }
  const all = Object.entries(calls).flatMap(([name, table]): [string, Call][] =>
    typeof table === 'function'
      ? [[name, table]]
      : Object.entries(table).map(([method, call]): [string, Call] => [`${name}.${method}`, call]),
  )

  const openReadOnly = (): Store => {
    const db = openTables()
    const store = createStore({ db, vault: createVault(Buffer.alloc(32, 7)) })
    db.pragma('query_only = ON')
    return store
  }

  test('has no way to write, as far as the types go', () => {
    expectTypeOf<ViewDeps['store']>().toEqualTypeOf<ReadingStore>()
    expectTypeOf<ReadingStore>().not.toHaveProperty('write')
    expectTypeOf<ReadingStore>().not.toHaveProperty('admit')
    expectTypeOf<ReadingStore>().not.toHaveProperty('rescue')
    expectTypeOf<ReadingStore['messages']>().not.toHaveProperty('insert')
    expectTypeOf<ReadingStore['links']>().not.toHaveProperty('addLane')
  })

  test('a database that refuses writing refuses what other roles do', () => {
    const store = openReadOnly()
    expect(() => store.captures.setFileState('a', 'gone')).toThrow(/readonly/)
    expect(() => store.startupNotices.dropBefore(0)).toThrow(/readonly/)
  })

  test.each(all)('%s works on a database that refuses writing', (_name, call) => {
    expect(() => call(openReadOnly())).not.toThrow()
  })
})
