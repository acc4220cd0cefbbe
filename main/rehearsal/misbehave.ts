import { tooManyRequests } from './job-api.ts'
import { faultReply, throttleFault } from './pmsxchange-replies.ts'
import { type Reply, reply } from './reply.ts'
import type { Misbehaviour } from './scenario.ts'

/** Turns a scenario's rule into what happens on the wire. */

/** The sort of page a proxy, a portal or a maintenance server shows instead of the channel. */
const page = (status: number): string =>
  `<!doctype html><html><head><title>${status}</title></head><body><h1>${status}</h1><p>This page was not written by the channel.</p></body></html>`

/**
 * The reply of something in front of the channel (gateway, proxy, throttle), or of a channel too ill to look
 * at the message; null where the channel itself answers.
 */
export const frontReply = (what: Misbehaviour, api: 'pmsxchange' | 'jobs', secondsToWait: number): Reply | null => {
  if (what.halfOpen || what.cut === 'at-once')
    return reply({
      status: 200,
      body: '',
      outcome: 'misbehaved',
      what: what.halfOpen ? 'half-open' : 'cut at once',
      type: 'text/plain',
    })
  if (what.throttle)
    return { ...(api === 'jobs' ? tooManyRequests(secondsToWait) : throttleFault()), outcome: 'misbehaved' }
  if (what.fault) return { ...faultReply(what.fault.code, what.fault.text), outcome: 'misbehaved' }
  if (what.otaError || what.warning || what.job) return null
  if (what.status === undefined && what.body === undefined && !what.html) return null
  const status = what.status ?? 200
  const type = what.html
    ? 'text/html; charset=utf-8'
    : api === 'jobs'
      ? 'application/json; charset=utf-8'
      : 'text/xml; charset=utf-8'
  const name = `${status}${what.html ? ' html' : ''}`
  return reply({ status, body: what.body ?? (what.html ? page(status) : ''), outcome: 'misbehaved', what: name, type })
}

/** Lays over a reply what a rule says about its status, headers, body, time and end. */
export const bend = (from: Reply, what: Misbehaviour): Reply => {
  const cut = what.halfOpen ? 'silent' : (what.cut ?? from.cut)
  return {
    ...from,
    status: what.status ?? from.status,
    headers: { ...from.headers, ...lowerCased(what.headers ?? {}) },
    body: what.body ?? from.body,
    delayMs: what.delayMs ?? 0,
    cut,
    what: cut === 'before-reply' || cut === 'mid-reply' ? `${from.what}, cut ${cut}` : from.what,
  }
}

const lowerCased = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
