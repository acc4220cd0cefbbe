import type { SeenRequest } from './request-log.ts'
import type { Misbehaviour, Scenario, ScenarioHotel, ScenarioRule } from './scenario.ts'

/** One-line accounts for the command line. No passwords, no bodies, no guests. */

const seconds = (ms: number): string => `${ms / 1000} s`

const describeHotel = ({ code, name, rooms, rates, isActive }: ScenarioHotel): string =>
  [
    `Hotel ${code}${name === undefined ? '' : ` (${name})`}`,
    `rooms ${rooms ? rooms.join(' ') : 'any'}`,
    `rates ${rates ? rates.join(' ') : 'any'}`,
    ...(isActive ? [] : ['not active']),
  ].join(', ')

const describeMatch = ({ match, times, from, until }: ScenarioRule): string => {
  const said = Object.entries(match).map(([name, value]) => `${name} ${value}`)
  return [
    said.length === 0 ? 'every request' : said.join(' and '),
    ...(from === undefined ? [] : [`from ${seconds(from)}`]),
    ...(until === undefined ? [] : [`until ${seconds(until)}`]),
    ...(times === undefined ? [] : [`at most ${times} times`]),
  ].join(', ')
}

const describeDo = (what: Misbehaviour): string =>
  [
    ...(what.status === undefined ? [] : [`status ${what.status}`]),
    ...(what.html ? ['a web page'] : []),
    ...(what.fault ? [`fault ${what.fault.code}: ${what.fault.text}`] : []),
    ...(what.otaError
      ? [`OTA error type ${what.otaError.type ?? '-'} code ${what.otaError.code ?? '-'}: ${what.otaError.text ?? ''}`]
      : []),
    ...(what.warning ? [`success with a warning ${what.warning.status}`] : []),
    ...(what.throttle ? ['throttled'] : []),
    ...(what.job ? [`job ends ${what.job.end} after ${what.job.pendingPolls} polls`] : []),
    ...(what.echoToken === undefined ? [] : ['another EchoToken']),
    ...(what.delayMs === undefined ? [] : [`slow by ${seconds(what.delayMs)}`]),
    ...(what.cut === undefined ? [] : [`connection cut ${what.cut}`]),
    ...(what.halfOpen ? ['no answer, connection left open'] : []),
    ...(what.headers ? [`headers ${Object.keys(what.headers).join(' ')}`] : []),
    ...(what.body !== undefined && !what.html ? ['a body of its own'] : []),
  ].join(', ')

/** What a scenario plays, line by line, for the start of a rehearsal. */
export const describeScenario = (scenario: Scenario): string[] => {
  const { credentials, limits, hotels, rules } = scenario
  return [
    ...(scenario.name === undefined ? [] : [`Scenario ${scenario.name}`]),
    `pmsXchange at /webservices/${credentials.requestorId} for user ${credentials.username}, job API at every other path`,
    ...(hotels.length === 0 ? ['Any hotel, any room, any rate'] : hotels.map(describeHotel)),
    ...(limits.perMinute === undefined ? [] : [`pmsXchange takes ${limits.perMinute} requests a minute`]),
    ...(limits.jobsPerMinute === undefined ? [] : [`The job API takes ${limits.jobsPerMinute} requests a minute`]),
    ...rules.map((rule, n) => `Rule ${n + 1}: ${describeMatch(rule)}: ${describeDo(rule.do)}`),
  ]
}

const clockTime = (at: number): string => new Date(at).toTimeString().slice(0, 8)

/** One request in one line: time, what it was, which booking and hotel, what came of it. */
export const describeSeen = (seen: SeenRequest): string => {
  const about = [
    ...seen.reservationIds,
    ...(seen.hotelCode === null ? [] : [seen.hotelCode]),
    ...(seen.jobId === null ? [] : [seen.jobId]),
  ]
  const subject = [seen.kind === 'other' ? `${seen.method} ${seen.path}` : seen.kind, ...about].join(' ')
  const rule = seen.rule === null ? '' : ` (rule ${seen.rule})`
  return `${clockTime(seen.at)} ${subject} -> ${seen.what}${rule}`
}
