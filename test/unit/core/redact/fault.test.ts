import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { faultOf } from '../../../../main/core/redact/fault.ts'

const withStack = (stack: string, message: string): Error => Object.assign(new TypeError(message), { stack })

describe('what is written of an unexpected error', () => {
  it('is class, code and the first own frame, and never the message', () => {
    const message = 'Okafor, Amara\n    at Room 12 (/home/Amara/main/guest.ts:1:2)'
    const error = withStack(
      [
        `TypeError: ${message}`,
        '    at parse (node:internal/url:12:3)',
        '    at Object.read (/opt/np/node_modules/zod/v4/index.js:7:9)',
        '    at async takeFile (/home/frontdesk.miller/np/main/engine/capture/take.ts:41:13)',
        '    at run (/home/frontdesk.miller/np/main/engine/other.ts:1:1)',
      ].join('\n'),
      message,
    )
    expect(faultOf(error)).toEqual({ error: 'TypeError', code: null, at: 'main/engine/capture/take.ts:41:13' })
  })

  it.each([
    ['    at file:///C:/Program%20Files/Night%20Porter/out/np/np.mjs:120:5', 'out/np/np.mjs:120:5'],
    ['    at go (C:\\Program Files\\Night Porter\\out\\main\\index.js:9:1)', 'out\\main\\index.js:9:1'],
    ['    at go (/work/main/main/engine/x.ts:5:6)', 'main/engine/x.ts:5:6'],
    ['    at new Thing (/somewhere/else.ts:3:4)', 'else.ts:3:4'],
  ])('names a place within the program: %s', (frame, at) => {
    expect(faultOf(withStack(`TypeError: x\n${frame}`, 'x')).at).toBe(at)
  })

  it('takes the code of the system, and nothing that only looks like one', () => {
    const thrown = (() => {
      try {
        return readFileSync('/no/such/file')
      } catch (error) {
        return error
      }
    })()
    expect(faultOf(thrown)).toMatchObject({
      error: 'Error',
      code: 'ENOENT',
      at: expect.stringContaining('fault.test.ts'),
    })
    expect(faultOf(Object.assign(new Error('x'), { code: 'Amara Okafor' })).code).toBeNull()
  })

  it('of something that is no error is its type', () => {
    for (const [thrown, error] of [
      ['Amara', 'string'],
      [null, 'object'],
      [undefined, 'undefined'],
    ])
      expect(faultOf(thrown)).toEqual({ error, code: null, at: null })
  })
})
