import { expect, test } from 'vitest'
import { causeInWords } from '../../../main/core/playbook/stored-cause.ts'
import { freshLink } from '../../../main/core/queue/records.ts'
import { createStore } from '../../../main/store/store.ts'
import { createVault } from '../../../main/store/vault.ts'
import { now } from '../core/queue/records.ts'
import { aNewMessage, openTables } from './open-tables.ts'

/** A version of next year wrote into the database; then today's was installed again. */

const openStore = () => {
  const db = openTables()
  const store = createStore({ db, vault: createVault(Buffer.alloc(32, 7)) })
  const file = {
    sha256: Buffer.alloc(32),
    size: 3,
    mtimeMs: 1,
    inode: '1',
    fileName: 'a.xml',
    content: Buffer.from('a'),
  }
  store.captures.insert({ id: 'c1', folder: 'main', capturedAt: now, fileState: 'gone', ...file }, Buffer.alloc(16))
  return { db, store }
}

test('a message with its cause is explained as such, and the cause stays while it moves', () => {
  const { db, store } = openStore()
  store.messages.insert(aNewMessage({ id: 'm1', state: 'waiting' }))
  db.prepare("UPDATE messages SET cause = 'of-next-year'").run()
  const cause = store.messages.get('m1')?.cause ?? null
  expect(cause).toBe('of-next-year')
  expect(cause && causeInWords(cause)).toBe('newer-cause')
  const keep = { name: 'keep', from: ['waiting'], to: ['failed'] } as const
  store.messages.move(
    'm1',
    { ...keep, apply: (message) => ({ message: { ...message, state: 'failed' as const } }) },
    { now },
  )
  expect(store.lists.causes('2026-12-01')).toMatchObject([{ cause: 'of-next-year', messages: 1 }])
})

test('a link keeps the cause of its pause', () => {
  const { db, store } = openStore()
  store.links.change('pmsx', () => ({ ...freshLink('pmsx'), pauseCause: 'wrong-password', streakOf: 'link' }))
  db.prepare("UPDATE links SET pause_cause = 'of-next-year'").run()
  store.links.change('pmsx', (link) => ({ ...link, nextTestAt: now }))
  expect(store.links.get('pmsx')).toMatchObject({ pauseCause: 'of-next-year', streakOf: 'link', nextTestAt: now })
})
