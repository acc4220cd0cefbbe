import { expect, test } from 'vitest'
import { errorFields } from '../../../../main/core/redact/error-fields.ts'

const thrown = (stack: string[], code?: string): Error =>
  Object.assign(new TypeError('Ana Muster, 4111 1111 1111 1111'), {
    stack: ['TypeError: Ana Muster, 4111 1111 1111 1111', ...stack.map((frame) => `    at ${frame}`)].join('\n'),
    ...(code !== undefined && { code }),
  })

test('an error is told by class, code and the first frame of our own, without its message and the folders above', () => {
  expect(
    errorFields(
      thrown(
        [
          'Object.openSync (node:fs:561:18)',
          'Database.prepare (/home/ana/np/node_modules/better-sqlite3/lib/methods/wrappers.js:5:21)',
          'Array.map (<anonymous>)',
          'createMessages (file:///home/ana/My Files/np/main/store/tables/messages.ts:31:22)',
          'tablesOver (file:///home/ana/My Files/np/main/store/store.ts:20:20)',
        ],
        'SQLITE_BUSY',
      ),
    ),
  ).toEqual({ error: 'TypeError', code: 'SQLITE_BUSY', at: 'createMessages (main/store/tables/messages.ts:31:22)' })
})

test.each([
  [
    'fn (C:\\Program Files\\Night Porter\\resources\\app.asar.unpacked\\out\\main\\index.js:1:2)',
    'fn (main\\index.js:1:2)',
  ],
  ['/home/ana/np/main/engine/tick.ts:3:4', 'main/engine/tick.ts:3:4'],
  ['async file:///srv/np/main/engine/tick.ts:3:4', 'main/engine/tick.ts:3:4'],
])('a frame %s is told as %s', (frame, at) => {
  expect(errorFields(thrown([frame])).at).toBe(at)
})

test.each([
  [thrown(['listOnTimeout (node:internal/timers:605:17)']), { error: 'TypeError', code: null, at: null }],
  ['refused', { error: 'string', code: null, at: null }],
  [null, { error: 'object', code: null, at: null }],
  [{ code: 'ENOENT' }, { error: 'object', code: 'ENOENT', at: null }],
])('of %s is told what there is', (value, fields) => {
  expect(errorFields(value)).toEqual(fields)
})

test('a real error thrown here is told by this file', () => {
  expect(errorFields(new RangeError('x')).at).toContain('test/unit/core/redact/error-fields.test.ts:')
})
