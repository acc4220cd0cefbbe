import type { Running } from '../../support/night-porter.ts'
import { createGenerator, scenarioFileOf } from '../bookings.ts'
import { openHotel } from '../hotel.ts'
import type { Findings } from '../part.ts'
import { settled } from '../queue.ts'

/** Names of what is checked here. */
const COME_UP = 'three that start at the same moment on a new data folder all come up'
const OPENS = 'and what the first of them captured can be read after a restart'

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error)).trim().slice(0, 240)

/**
 * A new data folder and three processes at the same moment, as when several users sign in after the
 * installation.
 */
export const checkFreshStart = async (findings: Findings, random: () => number): Promise<void> => {
  const files = createGenerator(random, { isPlain: true }).next(2)
  const hotel = await openHotel({ scenario: scenarioFileOf(files) })
  const members: Running[] = []
  try {
    const started = await Promise.allSettled([hotel.start(), hotel.start(), hotel.start()])
    for (const one of started) {
      if (one.status === 'fulfilled') members.push(one.value)
      findings.check(COME_UP, one.status === 'rejected' ? said(one.reason) : null)
    }
    const [first] = members
    if (!first) return
    for (const file of files) hotel.drop(file)
    await settled(first, hotel, files)
    await Promise.all(members.splice(0).map((running) => running.kill()))
    const again = await hotel.start()
    members.push(again)
    const items = await again.all()
    findings.check(OPENS, items.length === files.length ? null : `${items.length} of ${files.length} are there`)
  } catch (error) {
    findings.check(OPENS, said(error))
  } finally {
    await Promise.all(members.map((running) => running.kill()))
    await hotel.close()
  }
}
