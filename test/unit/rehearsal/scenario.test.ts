import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseScenario, type ScenarioFile } from '../../../main/rehearsal/scenario.ts'

const folder = new URL('../../fixtures/scenarios/', import.meta.url)
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
const parsed = (file: ScenarioFile) => {
  const result = parseScenario(file)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.scenario
}

describe('a scenario', () => {
  it.each(readdirSync(folder).filter((name) => name !== 'wrong.json'))('%s is fine', (name) => {
    expect(parseScenario(read(name))).toMatchObject({ ok: true })
  })

  it('may be empty: practice credentials, any hotel, no rules', () => {
    expect(parsed({})).toMatchObject({
      hotels: [],
      rules: [],
      credentials: { requestorId: 'PRACTICE', username: 'practice-user' },
      limits: { maxBytes: 2_097_152 },
      onRepeat: 'accept',
    })
  })

  it.each([
    ['+500ms', 500],
    ['+30s', 30_000],
    ['+1.5m', 90_000],
    ['+7h', 25_200_000],
  ])('reads the time %s', (from, ms) => {
    expect(parsed({ rules: [{ from, do: { status: 503 } }] }).rules[0]?.from).toBe(ms)
  })

  it('puts one hotel and several into one list, and takes OTA codes as numbers or text', () => {
    const scenario = parsed({
      hotel: { code: 'A' },
      hotels: [{ code: 'B' }],
      rules: [{ do: { otaError: { type: 3, code: '402' } } }],
    })
    expect(scenario.hotels.map(({ code }) => code)).toEqual(['A', 'B'])
    expect(scenario.rules[0]?.do.otaError).toEqual({ type: '3', code: '402' })
  })
})

describe('a wrong scenario', () => {
  it('is refused with every wrong field and what is allowed', () => {
    const result = parseScenario(read('wrong.json'))
    expect(result.ok).toBe(false)
    const problems = result.ok ? [] : result.problems.map(({ field, problem }) => `${field}: ${problem}`)
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^hotel\.code: .*expected string/),
        expect.stringMatching(/^hotel\.cod: is not known here; allowed: code, name, rooms/),
        expect.stringMatching(/^hotel\.rooms: .*expected array/),
        'onRepeat: must be accept or duplicate',
        expect.stringMatching(/^speed: is not known here; allowed: name, hotel, hotels, credentials/),
        'limits.perMinute: must be at least 1',
        expect.stringMatching(/^rules\[0\]\.do: must name one of status, headers/),
        expect.stringMatching(/^rules\[1\]\.from: .*\+30s/),
        'rules[1].do.status: must be 200 to 599',
        expect.stringMatching(/^rules\[1\]\.do\.statu: is not known here; allowed: status/),
        expect.stringMatching(/^rules\[2\]\.do\.throttle: cannot stand beside "fault"/),
        'rules[2].until: must be later than "from"',
        expect.stringMatching(/^rules\[3\]\.match\.kind: must be one of new, change, cancel/),
        'rules[3].match.nth: must be at least 1',
        'rules[3].times: must be a whole number',
        'rules[3].do.cut: must be one of at-once, before-reply, mid-reply',
        expect.stringMatching(/^rules\[4\]\.do: /),
      ]),
    )
    expect(problems).toHaveLength(17)
  })

  it.each([['text'], [null], [[]]])('%j is no scenario', (input) => {
    expect(parseScenario(input)).toMatchObject({ ok: false, problems: [{ field: 'scenario' }] })
  })

  it('names a hotel code that is used twice', () => {
    expect(parseScenario({ hotel: { code: 'A' }, hotels: [{ code: 'A' }] })).toEqual({
      ok: false,
      problems: [{ field: 'hotels[0].code', problem: "'A' is used twice" }],
    })
  })
})
