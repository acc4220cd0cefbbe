import { readNumber } from '../arguments.ts'
import type { SimResult } from '../simulate/simulate.ts'
import { type Command, flag, text } from './command.ts'

/** `60-90` in minutes from the start. */
const readOutage = (
  given: string | undefined,
): { ok: true; outage: { fromMinute: number; toMinute: number } | null } | { ok: false } => {
  if (given === undefined) return { ok: true, outage: null }
  const match = /^(\d{1,5})-(\d{1,5})$/.exec(given)
  const outage = { fromMinute: Number(match?.[1]), toMinute: Number(match?.[2]) }
  return match && outage.toMinute > outage.fromMinute ? { ok: true, outage } : { ok: false }
}

const clock = (at: number): string => new Date(at).toISOString().slice(11, 19)

const table = (result: SimResult): string[] => [
  'from      exported  requests  delivered  waiting  failed',
  ...result.hours.map(
    (hour) =>
      `${clock(hour.fromAt)}  ${String(hour.exported).padStart(8)}  ${String(hour.requests).padStart(8)}  ${String(hour.delivered).padStart(9)}  ${String(hour.waiting).padStart(7)}  ${String(hour.failed).padStart(6)}`,
  ),
  '',
  ...result.notices.map((notice) => `${clock(notice.at)}  alarm ${notice.edge}: ${notice.title}. ${notice.sentence}`),
  `most requests at once for one hotel: ${result.maxInFlight}; not delivered at the end: ${result.undelivered}`,
]

export const simulate: Command = {
  usage: 'simulate [--hours H] [--bookings N] [--hotels M] [--outage FROM-TO] [--seed S] [--json]',
  says: 'lets a night pass in seconds: how many requests, when alarms ring, how the backlog goes out (minutes from the start)',
  options: { hours: 'string', bookings: 'string', hotels: 'string', outage: 'string', seed: 'string', json: 'boolean' },
  async run(args, output) {
    const hours = readNumber(text(args, 'hours') ?? '10', 'hours', { from: 1, to: 72 })
    const bookings = readNumber(text(args, 'bookings') ?? '100', 'bookings', { from: 0, to: 20_000 })
    const hotels = readNumber(text(args, 'hotels') ?? '1', 'hotels', { from: 1, to: 100 })
    const seed = readNumber(text(args, 'seed') ?? '1', 'seed', { from: 0, to: 2 ** 31 })
    const outage = readOutage(text(args, 'outage'))
    for (const one of [hours, bookings, hotels, seed])
      if (!one.ok) {
        output.err(one.problem)
        return 2
      }
    if (!outage.ok) {
      output.err('--outage takes FROM-TO in minutes from the start, such as 60-90.')
      return 2
    }
    if (!hours.ok || !bookings.ok || !hotels.ok || !seed.ok) return 2
    const { simulate: run } = await import('../simulate/simulate.ts')
    const result = await run({
      hours: hours.value,
      bookings: bookings.value,
      hotels: hotels.value,
      outage: outage.outage,
      seed: seed.value,
    })
    if (flag(args, 'json'))
      output.out(
        JSON.stringify(
          {
            hours: result.hours,
            notices: result.notices,
            requests: result.requests.length,
            maxInFlight: result.maxInFlight,
            undelivered: result.undelivered,
          },
          null,
          2,
        ),
      )
    else for (const line of table(result)) output.out(line)
    return result.undelivered === 0 ? 0 : 1
  },
}
