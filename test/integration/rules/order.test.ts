import { describe, expect, it } from 'vitest'
import { accepted, noReply, refused, status } from '../../../main/headless/simulate/sim-replies.ts'
import { cancelBooking, changeBooking, newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { MINUTE, SECOND, simEngine } from '../../support/sim-engine.ts'

/**
 * docs/architecture.md#order-and-healing, told on the clock: nothing out of order, nothing held for ever in
 * silence.
 */

const wrongRoom = { type: '3', code: '402', text: 'Invalid room type' }
const booking = (more: Partial<Parameters<typeof newBooking>[0]> = {}) => ({
  reservationId: 'R1',
  hotelCode: 'H1',
  ...more,
})
const at = (minutes: number) => Date.parse('2026-11-20T06:00:00Z') + minutes * MINUTE

describe('a create that fails for its data', () => {
  it('is replaced when it is exported again corrected', async () => {
    const sim = await simEngine({
      script: (ask) => (ask.body.includes('TENT') ? refused(ask, wrongRoom) : accepted(ask)),
    })
    sim.drop(newBooking(booking({ roomType: 'TENT' })))
    await sim.until('failed', () => sim.states('R1')[0] === 'failed')
    await sim.runFor(70 * MINUTE)
    expect(sim.sends()).toHaveLength(1)
    sim.drop(newBooking(booking({ roomType: 'DBL' })))
    await sim.until('both settled', () => sim.states('R1').join() === 'superseded,delivered')
    expect(sim.of('R1')[0]?.supersededBy).toBe(sim.of('R1')[1]?.id)
  })

  it('is sent again, as the same message, when it is exported again unchanged', async () => {
    const sim = await simEngine({ script: (ask) => refused(ask, wrongRoom) })
    sim.drop(newBooking(booking()))
    await sim.until('failed', () => sim.states('R1')[0] === 'failed')
    sim.answer(accepted)
    sim.drop(newBooking(booking()))
    await sim.until('delivered', () => sim.states('R1').join() === 'delivered')
    expect(sim.of('R1')[0]?.attempts).toBe(2)
  })

  it('lets a cancel pass, and "not found" to that cancel settles both', async () => {
    const sim = await simEngine({
      script: (ask) =>
        refused(
          ask,
          ask.kind === 'cancel' ? { type: '3', code: '385', text: 'Invalid confirmation number' } : wrongRoom,
        ),
    })
    sim.drop(newBooking(booking({ modifiedAt: at(0) })))
    await sim.until('failed', () => sim.states('R1')[0] === 'failed')
    sim.drop(cancelBooking(booking({ modifiedAt: at(5) })))
    await sim.until('both settled', () => sim.states('R1').join() === 'superseded,delivered')
    expect(sim.of('R1')[1]?.cause).toBe('cancel-of-unknown')
    expect(await sim.call('causes.list')).toEqual([])
  })

  it('holds a partial change and says so; it goes when the create is mended', async () => {
    const sim = await simEngine({ script: (ask) => (ask.kind === 'new' ? refused(ask, wrongRoom) : accepted(ask)) })
    sim.drop(newBooking(booking()))
    await sim.until('failed', () => sim.states('R1')[0] === 'failed')
    sim.drop(changeBooking(booking()).replace(/<RoomStays>[\s\S]*<\/RoomStays>/, ''))
    await sim.runFor(30 * MINUTE)
    const held = await sim.item('R1', 1)
    expect(held).toMatchObject({
      state: 'waiting',
      attempts: 0,
      cause: 'held-behind-failed',
      heldBy: { kind: 'message', id: sim.of('R1')[0]?.id },
    })
    expect((await sim.call('causes.list')).map(({ cause }) => cause).sort()).toEqual([
      'held-behind-failed',
      'room-type-unknown',
    ])
    sim.answer(accepted)
    await sim.call('messages.resend', { ids: [sim.of('R1')[0]?.id ?? ''] })
    await sim.until('both delivered', () => sim.states('R1').join() === 'delivered,delivered')
    expect(sim.sends().map(({ kind }) => kind)).toEqual(['new', 'new', 'change'])
  })
})

describe('behind a create that is being probed', () => {
  it('a change waits its turn, and goes second', async () => {
    const sim = await simEngine({
      script: (ask) => (ask.kind === 'new' && ask.attempt < 4 ? status(500) : accepted(ask)),
    })
    sim.drop(newBooking(booking({ modifiedAt: at(0) })))
    await sim.until('tried', () => sim.sends().length === 1)
    sim.drop(changeBooking(booking({ modifiedAt: at(5) })))
    await sim.until('captured', () => sim.of('R1').length === 2)
    await sim.runFor(SECOND)
    expect(await sim.item('R1', 1)).toMatchObject({
      state: 'waiting',
      heldBy: { kind: 'message', id: sim.of('R1')[0]?.id },
    })
    await sim.until('both delivered', () => sim.states('R1').join() === 'delivered,delivered')
    expect(sim.sends().map(({ kind }) => kind)).toEqual(['new', 'new', 'new', 'new', 'change'])
  })

  it('a whole change passes once probing has ended, and replaces it', async () => {
    const sim = await simEngine({
      script: (ask) => (ask.kind === 'new' && ask.reservation === 'R1' ? status(500) : accepted(ask)),
    })
    sim.drop(newBooking(booking({ modifiedAt: at(0) })))
    await sim.until('tried', () => sim.sends().length === 1)
    sim.drop(changeBooking(booking({ modifiedAt: at(5) })))
    sim.drop(newBooking(booking({ reservationId: 'OTHER' })))
    await sim.until('both settled', () => sim.states('R1').join() === 'superseded,delivered')
    const kinds = sim.sends().filter(({ reservation }) => reservation === 'R1')
    expect(kinds.map(({ kind }) => kind)).toEqual([...Array<string>(6).fill('new'), 'change'])
  })
})

describe('a cancel', () => {
  it('behind a create that waits in an outage goes after it', async () => {
    const sim = await simEngine({ script: () => noReply('refused', false) })
    sim.drop(newBooking(booking({ modifiedAt: at(0) })))
    sim.drop(cancelBooking(booking({ modifiedAt: at(5) })))
    await sim.until('both captured', () => sim.of('R1').length === 2)
    await sim.runFor(20 * MINUTE)
    expect(sim.sends().every(({ kind }) => kind === 'new')).toBe(true)
    sim.answer(accepted)
    await sim.until('both delivered', () => sim.states('R1').join() === 'delivered,delivered')
    const [first, second] = sim.sends().filter(({ result }) => result?.kind === 'reply')
    expect([first?.kind, second?.kind]).toEqual(['new', 'cancel'])
  })

  it('behind a create that may have arrived is held and shown until a person has looked', async () => {
    const sim = await simEngine({
      connection: { afterUnknownOutcome: 'ask' },
      script: (ask) => (ask.kind === 'new' ? noReply('timeout', true) : accepted(ask)),
    })
    sim.drop(newBooking(booking({ modifiedAt: at(0) })))
    await sim.until('unsure', () => sim.states('R1')[0] === 'unsure')
    sim.drop(cancelBooking(booking({ modifiedAt: at(5) })))
    await sim.runFor(70 * MINUTE)
    expect(await sim.item('R1', 1)).toMatchObject({
      state: 'waiting',
      attempts: 0,
      cause: 'held-behind-unsure',
      heldBy: { kind: 'message' },
    })
    expect((await sim.call('causes.list')).map(({ cause }) => cause).sort()).toEqual([
      'held-behind-unsure',
      'unknown-outcome',
    ])
    await sim.call('messages.settle', { id: sim.of('R1')[0]?.id ?? '', arrived: true, reason: 'seen there' })
    await sim.until('cancel delivered', () => sim.states('R1').join() === 'delivered,delivered')
    expect(sim.sends().map(({ kind }) => kind)).toEqual(['new', 'cancel'])
  })
})

describe('a restored PMS backup', () => {
  it('does not put an old state over a new one, but a person may send it', async () => {
    const sim = await simEngine()
    sim.drop(changeBooking(booking({ modifiedAt: at(60), amount: '300.00' })))
    await sim.until('delivered', () => sim.states('R1')[0] === 'delivered')
    sim.drop(changeBooking(booking({ modifiedAt: at(10), amount: '100.00' })))
    sim.drop(newBooking(booking({ reservationId: 'R2', modifiedAt: at(10) })))
    await sim.until('refused', () => sim.states('R1')[1] === 'failed')
    await sim.until('the others go', () => sim.states('R2')[0] === 'delivered')
    expect(await sim.item('R1', 1)).toMatchObject({ cause: 'out-of-date', attempts: 0 })
    await sim.runFor(70 * MINUTE)
    expect(sim.sends()).toHaveLength(2)
    await sim.call('messages.resend', { ids: [sim.of('R1')[1]?.id ?? ''] })
    await sim.until('sent', () => sim.states('R1')[1] === 'delivered')
  })
})
