import { describe, expect, it } from 'vitest'
import { accepted } from '../../../main/headless/simulate/sim-replies.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { HOUR, MINUTE, type SimEngine, simEngine, simSettings } from '../../support/sim-engine.ts'

/** What the doctor says of messages that the channel takes without a complaint. */

const zoneless = (id: string) => newBooking({ reservationId: id }).replaceAll(/(DateTime="[^"+]*)\+00:00"/g, '$1"')
const withChannel = (text: string) =>
  text.replace('</Source>', '<BookingChannel Type="4"><CompanyName Code="PMS"/></BookingChannel></Source>')
/** Nobody has printed the recovery code of this hotel; that remark is not about messages. */
const warnings = async (sim: SimEngine) =>
  (await sim.call('doctor.run'))
    .filter(({ result, fix }) => result === 'warn' && !fix?.includes('recovery-code'))
    .map(({ sentence, fix }) => `${sentence} ${fix}`)

describe('the doctor', () => {
  it('remarks on times without a zone, quotes the first one seen, and names the hours', async () => {
    const sim = await simEngine({ script: accepted, settings: { ...simSettings(), timeZone: 'Europe/Vienna' } })
    sim.drop(withChannel(newBooking({ reservationId: 'Z0' })))
    await sim.until('out', () => sim.states('Z0')[0] === 'delivered')
    expect(await warnings(sim)).toEqual([])
    sim.drop(withChannel(zoneless('Z1')))
    sim.drop(withChannel(zoneless('Z2').replaceAll('2026-11-20T10', '2026-11-21T11')))
    await sim.until('out', () => sim.states('Z2')[0] === 'delivered')
    const [warning] = await warnings(sim)
    expect(warning).toContain('such as 2026-11-20T10:00:00.')
    expect(warning).toContain('1 hour off the hotel’s clock (Europe/Vienna)'.replace('’', "'"))
    // Mended: not seen again for a week.
    for (let day = 0; day < 8; day++) await sim.clock.sleep(24 * HOUR)
    await sim.runFor(MINUTE)
    expect(await warnings(sim)).toEqual([])
  })

  it('says nothing of times where the hotel’s clock is UTC', async () => {
    const sim = await simEngine({ script: accepted })
    sim.drop(withChannel(zoneless('Z1')))
    await sim.until('out', () => sim.states('Z1')[0] === 'delivered')
    expect(await warnings(sim)).toEqual([])
  })

  it('remarks on bookings without a booking channel, and on requests above 512 KB, which go out all the same', async () => {
    const sim = await simEngine({ script: accepted })
    sim.drop(newBooking({ reservationId: 'B1', wish: 'x'.repeat(600_000) }))
    await sim.until('out', () => sim.states('B1')[0] === 'delivered')
    const [large, channel] = await warnings(sim)
    expect(large).toMatch(/A request had 60\d KB.*512 KB/)
    expect(channel).toContain('BookingChannel')
  })

  it('says what the ping proves and what it does not', async () => {
    const sim = await simEngine({ script: accepted })
    const address = (await sim.call('doctor.run')).find(({ name }) => name.includes('SiteMinder'))
    expect(address).toMatchObject({ result: 'pass', sentence: expect.stringContaining('PMS code and hotel') })
  })
})
