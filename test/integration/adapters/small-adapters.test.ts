import { describe, expect, test, vi } from 'vitest'
import { createSystemClock } from '../../../main/adapters/clock.ts'
import { failureOf, failureThroughProxy } from '../../../main/adapters/http-failure.ts'
import { createRandomIds } from '../../../main/adapters/ids.ts'
import { createTexts } from '../../../main/adapters/texts.ts'
import { eventually } from '../../support/eventually.ts'

describe('the system clock', () => {
  test('tells the time, and time that only grows', () => {
    const clock = createSystemClock()
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000)
    const first = clock.monotonicMs()
    expect(clock.monotonicMs()).toBeGreaterThanOrEqual(first)
  })

  test('runs once after the time, and not when cancelled', async () => {
    const clock = createSystemClock()
    const run = vi.fn()
    const never = vi.fn()
    clock.after(1, never)()
    clock.after(20, run)
    await eventually(() => expect(run).toHaveBeenCalledOnce())
    expect(never).not.toHaveBeenCalled()
  })

  test('counts neither sleep, nor a timer of weeks as one of now', () => {
    vi.useFakeTimers()
    try {
      const clock = createSystemClock()
      vi.advanceTimersByTime(60_000)
      expect(clock.monotonicMs()).toBeCloseTo(60_000, -1)
      const run = vi.fn()
      clock.after(30 * 86_400_000, run)
      vi.advanceTimersByTime(29 * 86_400_000)
      expect(run).not.toHaveBeenCalled()
      vi.advanceTimersByTime(2 * 86_400_000)
      expect(run).toHaveBeenCalledOnce()
    } finally {
      vi.useRealTimers()
    }
    const performanceNow = vi.spyOn(performance, 'now')
    try {
      performanceNow.mockReturnValue(1000)
      const clock = createSystemClock()
      performanceNow.mockReturnValue(1000 + 8 * 3_600_000)
      expect(clock.monotonicMs(), 'a night asleep').toBe(5000)
    } finally {
      performanceNow.mockRestore()
    }
  })
})

test('ids are random UUIDs', () => {
  const { uuid } = createRandomIds()
  expect(uuid()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  expect(uuid()).not.toBe(uuid())
})

describe('what an error of the network means', () => {
  const error = (code: string) => Object.assign(new Error('with content'), { code })
  test.each([
    ['ENETUNREACH', 'unreachable'],
    ['EAI_AGAIN', 'dns'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls-untrusted'],
    ['CRL_HAS_EXPIRED', 'tls-other'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls-other'],
    ['HPE_INVALID_CONSTANT', 'protocol'],
    ['SOMETHING_NEW', 'other'],
  ])('%s is %s', (code, reason) => {
    expect(failureOf(error(code))).toEqual({ reason, code })
  })

  test('several addresses, or a wrapped error, speak through what is inside', () => {
    expect(failureOf(new AggregateError([error('ENETUNREACH'), error('ECONNREFUSED')]))).toMatchObject({
      reason: 'unreachable',
    })
    expect(failureOf(new Error('outside', { cause: error('CERT_HAS_EXPIRED') }))).toMatchObject({
      reason: 'tls-expired',
    })
    expect(failureThroughProxy(new Error('outside', { cause: error('ENOTFOUND') }), true)).toEqual({
      reason: 'proxy-failed',
      code: 'ENOTFOUND',
    })
  })
})

describe('texts', () => {
  const files = {
    en: {
      'engine.json': {
        health: { ok: 'All is well.', count_one: '{{count}} booking', count_other: '{{count}} bookings' },
      },
      'playbook.json': { causes: { x: { title: '{{who}}: <b>', steps: ['a', 'b'] } } },
    },
    de: { 'engine.json': { health: { ok: 'Alles gut.' } }, 'playbook.json': {} },
  }
  const texts = createTexts<string>({ files })
  const t = texts.in('en')

  test('are found by their path, filled in, counted and not escaped', () => {
    expect([t('health.ok'), texts.in('de')('health.ok')]).toEqual(['All is well.', 'Alles gut.'])
    expect([t('health.count', { count: 1 }), t('health.count', { count: 0 })]).toEqual(['1 booking', '0 bookings'])
    expect(t('causes.x.title', { who: '<i>&$t(health.ok)' })).toBe('<i>&$t(health.ok): <b>')
    expect(t('causes.x.steps.1')).toBe('b')
  })

  test('say whether they exist', () => {
    expect(
      ['health.ok', 'health.count', 'health', 'health.no', 'causes.x.steps.2'].map((key) => texts.has(key, 'en')),
    ).toEqual([true, true, false, false, false])
    expect(texts.has('health.count', 'de')).toBe(false)
  })

  test.each([
    ['health.no', {}, /en: the text 'health.no' does not exist/],
    ['health', {}, /does not exist/],
    ['causes.x.title', {}, /was not given {{who}}/],
  ])('missing in part or whole throw: %s', (key, values, message) => {
    expect(() => t(key, values)).toThrow(message)
    expect(() => texts.in('de')('health.count', { count: 1 }), 'never from the other language').toThrow()
  })

  test('of two files that begin with the same word are refused at start', () => {
    const twice = { ...files, en: { 'engine.json': { a: 'x' }, 'playbook.json': { a: 'y' } } }
    expect(() => createTexts({ files: twice })).toThrow(/'a' stands in engine.json and in playbook.json/)
  })

  test('as shipped fit together', () => {
    expect(() => createTexts()).not.toThrow()
  })
})
