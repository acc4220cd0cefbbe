import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { fileProblem } from '../../../main/adapters/errno.ts'
import { createFiles } from '../../../main/adapters/files.ts'
import { eventually } from '../../support/eventually.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'night-porter-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const files = createFiles()
const bytes = (text: string) => new TextEncoder().encode(text)
const put = (name: string, text = 'x') => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const isWindows = process.platform === 'win32'

describe('a listing', () => {
  test('gives every entry with size, time and identity, under its own name', async () => {
    const names = ['Müller & Söhne.xml', 'Mu\u0308ller.xml', '予約 1.xml', '🛏️.xml', "o'quote #%.xml"]
    for (const name of names) put(name, name)
    mkdirSync(join(folder, 'archive'))
    const listed = await files.list(folder)
    if (!listed.ok) throw new Error(listed.code)
    expect(new Set(listed.value.map(({ name }) => name))).toEqual(new Set([...names, 'archive']))
    for (const { name, size, type, inode, mtimeMs } of listed.value.filter(({ name }) => name !== 'archive')) {
      const found = statSync(join(folder, name))
      expect([size, type, inode]).toEqual([Buffer.byteLength(name), 'file', String(found.ino)])
      expect(mtimeMs).toBeCloseTo(found.mtimeMs, 1)
    }
    expect(listed.value.find(({ name }) => name === 'archive')).toMatchObject({ type: 'folder' })
  })

  test('of several hundred files is whole', async () => {
    for (let n = 0; n < 300; n++) put(`${n}.xml`)
    const listed = await files.list(folder)
    expect(listed.ok && listed.value.filter(({ type }) => type === 'file').length).toBe(300)
  })

  test.skipIf(isWindows)('knows a dangling link as one (POSIX)', async () => {
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link.xml'))
    const listed = await files.list(folder)
    expect(listed.ok && listed.value.filter(({ name }) => name === 'link.xml')).toMatchObject([{ type: 'link' }])
  })

  test('of a folder that is not there, or is a file, says so', async () => {
    expect(await files.list(join(folder, 'no'))).toEqual({ ok: false, reason: 'gone', code: 'ENOENT' })
    expect(await files.list(put('file'))).toEqual({ ok: false, reason: 'gone', code: 'ENOTDIR' })
  })
})

describe('reading', () => {
  test('gives the bytes as they are, up to the limit and not one more', async () => {
    const path = put('a.xml', 'ä€\u0004')
    const read = await files.read(path, 6)
    expect(read.ok && Buffer.from(read.value).toString()).toBe('ä€\u0004')
    expect(await files.read(path, 5)).toEqual({ ok: false, reason: 'too-large', code: 'EFBIG' })
    expect(await files.read(put('empty.xml', ''), 5)).toEqual({ ok: true, value: Buffer.alloc(0) })
    const large = await files.read(put('large.xml', 'x'.repeat(3_000_000)), 3_000_000)
    expect(large.ok && large.value.length).toBe(3_000_000)
  })

  test('of a file somebody is writing to works, and the writer goes on', async () => {
    const path = put('a.xml', 'one')
    const { openSync, writeSync, closeSync } = await import('node:fs')
    const handle = openSync(path, 'a')
    writeSync(handle, ' two')
    expect(await files.read(path, 100)).toEqual({ ok: true, value: Buffer.from('one two') })
    writeSync(handle, ' three')
    closeSync(handle)
    expect(readFileSync(path, 'utf8')).toBe('one two three')
  })

  test('of what is no file ends at once', async () => {
    expect(await files.read(folder, 10)).toMatchObject({ ok: false, reason: 'changed', code: 'ECHANGED' })
    expect(await files.read(join(folder, 'no.xml'), 10)).toMatchObject({ ok: false, reason: 'gone' })
    expect(await files.stat(join(folder, 'no.xml'))).toMatchObject({ ok: false, reason: 'gone' })
  })

  test.skipIf(isWindows)('of a pipe ends at once (POSIX)', async () => {
    expect(spawnSync('mkfifo', [join(folder, 'pipe.xml')]).status).toBe(0)
    expect(await files.read(join(folder, 'pipe.xml'), 10)).toMatchObject({ ok: false, reason: 'changed' })
  })

  test.skipIf(isWindows)('without the right to is denied (POSIX)', async () => {
    const path = put('a.xml')
    chmodSync(path, 0)
    chmodSync(folder, 0o755)
    // Root may read everything; somebody else may not.
    const isRoot = process.getuid?.() === 0
    if (isRoot) process.seteuid?.(65_534)
    try {
      expect(await files.read(path, 10)).toEqual({ ok: false, reason: 'denied', code: 'EACCES' })
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  })
})

describe('moving and writing never overwrite', () => {
  test('a move makes the folder and counts up names', async () => {
    const to = join(folder, 'archive', '2026-11-22')
    for (const expected of ['b.k.xml', 'b.k (2).xml', 'b.k (3).xml'])
      expect(await files.move(put('b.k.xml', expected), to)).toEqual({ ok: true, value: join(to, expected) })
    expect(readdirSync(to).map((name) => readFileSync(join(to, name), 'utf8'))).toEqual(readdirSync(to))
    expect(readdirSync(folder)).toEqual(['archive'])
    expect(await files.move(join(folder, 'b.k.xml'), to)).toMatchObject({ ok: false, reason: 'gone' })
  })

  test('a write comes whole under its name, with nothing beside it', async () => {
    for (const expected of ['note', 'note (2)'])
      expect(await files.write(folder, 'note', bytes(expected))).toEqual({ ok: true, value: join(folder, expected) })
    expect(readdirSync(folder)).toEqual(['note', 'note (2)'])
    expect(readFileSync(join(folder, 'note (2)'), 'utf8')).toBe('note (2)')
  })

  test('many at once each get a name of their own', async () => {
    const written = await Promise.all(
      Array.from({ length: 20 }, (_, n) => files.write(folder, 'a.xml', bytes(String(n)))),
    )
    expect(new Set(written.map((result) => (result.ok ? result.value : result.code))).size).toBe(20)
    expect(new Set(readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))).size).toBe(20)
  })

  test.each(['', '.', '..', 'a/b', '..\\b', 'a\0b'])('a name that is none (%j) is refused', async (name) => {
    expect(await files.write(folder, name, bytes('x'))).toMatchObject({ ok: false, code: 'EINVAL' })
    expect(readdirSync(folder)).toEqual([])
  })

  test('a failed write leaves nothing behind', async () => {
    expect(await files.write(folder, `${'n'.repeat(300)}.xml`, bytes('x'))).toMatchObject({
      ok: false,
      code: isWindows ? 'ENOENT' : 'ENAMETOOLONG',
    })
    expect(await files.write(join(put('file'), 'sub'), 'a', bytes('x'))).toMatchObject({ ok: false })
    expect(readdirSync(folder)).toEqual(['file'])
  })

  const other = '/dev/shm'
  const isOtherVolume =
    statSync(other, { throwIfNoEntry: false })?.dev !== undefined && statSync(other).dev !== statSync(tmpdir()).dev
  test.runIf(isOtherVolume)('a move to another volume copies, keeps the time, and then removes', async () => {
    const to = mkdtempSync(join(other, 'night-porter-'))
    try {
      for (const expected of ['a.xml', 'a (2).xml']) {
        const path = put('a.xml', expected)
        utimesSync(path, 1000, 1_700_000_000)
        expect(await files.move(path, to)).toEqual({ ok: true, value: join(to, expected) })
        expect(statSync(join(to, expected)).mtimeMs).toBe(1_700_000_000_000)
      }
      expect(readdirSync(to)).toEqual(['a (2).xml', 'a.xml'])
      expect(readdirSync(folder)).toEqual([])
    } finally {
      rmSync(to, { recursive: true })
    }
  })
})

test('removing takes the file away, once', async () => {
  const path = put('a.xml')
  expect(await files.remove(path)).toEqual({ ok: true, value: null })
  expect(await files.remove(path)).toMatchObject({ ok: false, reason: 'gone' })
  expect(files.join('a', 'b', 'c')).toBe(join('a', 'b', 'c'))
})

describe('the watch', () => {
  test('rings for a change and is silent after its end', async () => {
    const nudge = vi.fn()
    const end = files.watch(folder, nudge)
    put('a.xml')
    await eventually(() => expect(nudge).toHaveBeenCalled())
    end()
    const rings = nudge.mock.calls.length
    put('b.xml')
    await files.list(folder)
    expect(nudge.mock.calls).toHaveLength(rings)
  })

  // Wine tells one change where Linux tells each.
  test.skipIf(isWindows)(
    'closes in a storm (POSIX), stays closed for its pause, and rings again after it',
    async () => {
      const nudge = vi.fn()
      const end = createFiles({ watchPauseMs: 1500 }).watch(folder, nudge)
      for (let n = 0; n < 1000; n++) put(`${n}.xml`)
      await eventually(() => expect(nudge.mock.calls.length).toBe(200))
      put('during.xml')
      await files.list(folder)
      expect(nudge.mock.calls.length).toBe(200)
      await eventually(() => {
        put('later.xml')
        expect(nudge.mock.calls.length).toBeGreaterThan(200)
      })
      end()
    },
  )

  test('of a folder that is not there waits until it is', async () => {
    const nudge = vi.fn()
    const end = createFiles({ watchPauseMs: 50 }).watch(join(folder, 'later'), nudge)
    mkdirSync(join(folder, 'later'))
    await eventually(() => {
      put('later/a.xml')
      expect(nudge).toHaveBeenCalled()
    })
    end()
  })
})

test.each([
  ['ENOENT', 'gone'],
  ['EBUSY', 'busy'],
  ['EPERM', 'denied'],
  ['ESTALE', 'unreachable'],
  ['UNKNOWN', 'unreachable'],
  ['ENOSPC', 'full'],
  ['EROFS', 'read-only'],
  ['EEXIST', 'exists'],
  ['EMFILE', 'other'],
])('the system’s %s is %s', (code, reason) => {
  expect(fileProblem(Object.assign(new Error('a path with a name'), { code }))).toEqual({ ok: false, reason, code })
})
