import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { availability, cancelBooking, changeBooking, newBooking } from '../../../main/rehearsal/sample-exports.ts'
import type { ScenarioFile } from '../../../main/rehearsal/scenario.ts'
import { startStandIn } from '../../../main/rehearsal/stand-in.ts'
import { eventually } from '../../support/eventually.ts'
import { handClock, post, practiceSender, scenarioOf, start } from './talk.ts'

const booking = newBooking({ reservationId: 'R1' })
const rules = (...list: NonNullable<ScenarioFile['rules']>): ScenarioFile => ({ rules: list })
const isAccepted = (text: string) => text.includes('<Success/>')

describe('replies of a rule', () => {
  it.each([400, 401, 403, 404, 408, 413, 429, 500, 501, 502, 503, 504, 505])(
    'status %i with an empty body',
    async (status) => {
      const standIn = await start(rules({ do: { status } }))
      expect(await post(standIn, booking)).toMatchObject({ status, text: '' })
      expect(standIn.bookings()).toEqual([])
      expect(standIn.seen).toMatchObject([{ outcome: 'misbehaved', rule: 1, status }])
    },
  )

  it('headers and a body of its own', async () => {
    const standIn = await start(
      rules({ do: { status: 503, headers: { 'Retry-After': '7', 'Content-Type': 'text/plain' }, body: 'later' } }),
    )
    const reply = await post(standIn, booking)
    expect(reply.text).toBe('later')
    expect(reply.headers.get('retry-after')).toBe('7')
    expect(reply.headers.get('content-type')).toBe('text/plain')
  })

  it('a redirect, as a portal gives it', async () => {
    const standIn = await start(rules({ do: { status: 302, headers: { location: 'http://127.0.0.1:9/login' } } }))
    const reply = await post(standIn, booking)
    expect([reply.status, reply.headers.get('location')]).toEqual([302, 'http://127.0.0.1:9/login'])
  })

  it('a web page under 200, its own or a given one', async () => {
    const standIn = await start(
      rules({ times: 1, do: { html: true } }, { do: { html: true, body: '<html>Log in</html>' } }),
    )
    const reply = await post(standIn, booking)
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toContain('text/html')
    expect(reply.text).toContain('<html>')
    expect((await post(standIn, booking)).text).toBe('<html>Log in</html>')
  })

  it('a fault, with 500 or the status that is given', async () => {
    const standIn = await start(
      rules(
        { times: 1, do: { fault: { text: 'Out of <order>' } } },
        { do: { status: 200, fault: { code: 'SOAP-ENV:Client', text: 'No' } } },
      ),
    )
    const first = await post(standIn, booking)
    expect(first.status).toBe(500)
    expect(first.text).toContain(
      '<faultcode>SOAP-ENV:Server</faultcode><faultstring>Out of &lt;order&gt;</faultstring>',
    )
    expect(await post(standIn, booking)).toMatchObject({ status: 200 })
  })

  it('OTA errors with and without type and code, in the text or in ShortText, under any status', async () => {
    const standIn = await start(
      rules(
        { times: 1, do: { otaError: { type: 12, code: 448, text: 'System error' } } },
        { times: 1, do: { otaError: { text: 'Something' } } },
        { times: 1, do: { status: 503, otaError: { code: '450', text: 'Unable to process', isShortText: true } } },
      ),
    )
    expect((await post(standIn, booking)).text).toContain(
      '<Errors><Error Type="12" Code="448">System error</Error></Errors>',
    )
    expect((await post(standIn, booking)).text).toContain('<Errors><Error>Something</Error></Errors>')
    const short = await post(standIn, booking)
    expect(short.status).toBe(503)
    expect(short.text).toContain('<Error Code="450" ShortText="Unable to process"></Error>')
    expect(isAccepted((await post(standIn, booking)).text)).toBe(true)
  })

  it('an OTA error meets only those who are let in', async () => {
    const standIn = await start(rules({ do: { otaError: { type: 3, text: 'Refused' } } }))
    expect((await post(standIn, booking, { ...practiceSender, password: 'other' })).text).toContain(
      'invalid username/password',
    )
  })

  it('success beside a warning that says not processed keeps nothing', async () => {
    const standIn = await start(rules({ do: { warning: { recordId: 'R1' } } }))
    expect((await post(standIn, booking)).text).toContain(
      '<Success/><Warnings><Warning Type="12" Status="NotProcessed" RecordID="R1">Record not processed</Warning></Warnings>',
    )
    expect(standIn.bookings()).toEqual([])
  })

  it('an EchoToken that is not the one sent', async () => {
    const standIn = await start(rules({ do: { echoToken: 'not-yours' } }))
    const { text } = await post(standIn, booking)
    expect(text).toContain('EchoToken="not-yours"')
    expect(isAccepted(text)).toBe(true)
  })

  it('the throttle fault', async () => {
    expect((await post(await start(rules({ do: { throttle: true } })), booking)).text).toContain(
      '<faultcode>SOAP-ENV:Server</faultcode><faultstring>Throttle limit reached, please try again later...</faultstring>',
    )
  })
})

describe('connections', () => {
  it('cut at once: nothing processed', async () => {
    const standIn = await start(rules({ times: 1, do: { cut: 'at-once' } }))
    await expect(post(standIn, booking)).rejects.toThrow()
    expect(standIn.seen).toMatchObject([{ status: null, what: 'cut at once' }])
    expect(standIn.bookings()).toEqual([])
    expect(isAccepted((await post(standIn, booking)).text)).toBe(true)
  })

  it('cut before the reply: processed, and a repeat is a duplicate', async () => {
    const standIn = await start({ ...rules({ times: 1, do: { cut: 'before-reply' } }), onRepeat: 'duplicate' })
    await expect(post(standIn, booking)).rejects.toThrow()
    expect(standIn.seen[0]?.status).toBeNull()
    expect(standIn.bookings()).toMatchObject([{ reservationId: 'R1', timesAccepted: 1 }])
    expect((await post(standIn, booking)).text).toContain('Code="127"')
  })

  it.each([{ cut: 'mid-reply' as const }, { cut: 'mid-reply' as const, status: 503 }])(
    'cut in the middle of the reply: %o',
    async (what) => {
      const standIn = await start(rules({ do: what }))
      const reply = await fetch(`${standIn.url}/webservices/PRACTICE`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml; charset=utf-8' },
        body: booking,
      })
      await expect(reply.text()).rejects.toThrow()
      expect(reply.status).toBe(standIn.seen[0]?.status)
    },
  )

  it('half-open: nothing comes, and close() ends it', async () => {
    const standIn = await start(rules({ do: { halfOpen: true } }))
    const answered = post(standIn, booking).then(
      () => 'answered',
      () => 'ended',
    )
    await eventually(() => expect(standIn.seen).toHaveLength(1))
    expect(standIn.seen[0]).toMatchObject({ status: null, what: 'half-open' })
    expect(standIn.bookings()).toEqual([])
    await standIn.close()
    expect(await answered).toBe('ended')
  })

  it('slow: processed at once, answered when the delay is over', async () => {
    const clock = handClock()
    const standIn = await start(rules({ do: { delayMs: 90_000 } }), clock)
    let isAnswered = false
    const reply = post(standIn, booking).finally(() => {
      isAnswered = true
    })
    await eventually(() => expect(clock.timers()).toBe(1))
    expect(standIn.bookings()).toHaveLength(1)
    clock.move(89_999)
    expect([clock.timers(), isAnswered]).toEqual([1, false])
    clock.move(1)
    expect(isAccepted((await reply).text)).toBe(true)
  })

  it('a slow reply nobody waits for any more is forgotten', async () => {
    const clock = handClock()
    const standIn = await start(rules({ do: { delayMs: 90_000 } }), clock)
    const abort = new AbortController()
    const reply = fetch(`${standIn.url}/webservices/PRACTICE`, {
      method: 'POST',
      body: 'x',
      signal: abort.signal,
    }).catch(() => 'aborted')
    await eventually(() => expect(clock.timers()).toBe(1))
    abort.abort()
    expect(await reply).toBe('aborted')
    await eventually(() => expect(clock.timers()).toBe(0))
  })

  it('survives a sender that leaves in the middle of its request', async () => {
    const standIn = await start()
    const socket = connect(standIn.port, '127.0.0.1')
    await new Promise((resolve) =>
      socket.write('POST /webservices/PRACTICE HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf', resolve),
    )
    socket.destroy()
    expect(isAccepted((await post(standIn, booking)).text)).toBe(true)
    expect(standIn.counts().requests).toBe(1)
  })

  it('listens on loopback only, and says so when the port is taken', async () => {
    const standIn = await start()
    await expect(startStandIn({ port: standIn.port, scenario: scenarioOf() })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
    // Another address of this computer: a server bound to all of them would answer there.
    const elsewhere = fetch(`http://127.0.0.2:${standIn.port}/`, { signal: AbortSignal.timeout(2000) })
    await expect(elsewhere).rejects.toThrow()
  })

  it('tells the most requests in flight for a hotel', async () => {
    const clock = handClock()
    const standIn = await start({ ...rules({ do: { delayMs: 1000 } }), hotels: [{ code: 'BOREAS' }] }, clock)
    const answer = async (...messages: string[]) => {
      const replies = messages.map((message) => post(standIn, message))
      await eventually(() => expect(clock.timers()).toBe(messages.length))
      clock.move(1000)
      await Promise.all(replies)
    }
    await answer(booking)
    await answer(booking, newBooking({ reservationId: 'R2', hotelCode: 'BOREAS' }))
    expect([standIn.maxInFlight('AURORA'), standIn.maxInFlight('BOREAS'), standIn.maxInFlight()]).toEqual([1, 1, 2])
    await answer(booking, availability())
    expect([standIn.maxInFlight('AURORA'), standIn.maxInFlight('BOREAS'), standIn.maxInFlight()]).toEqual([2, 1, 2])
  })
})

describe('which requests a rule takes', () => {
  const statusOf = async (standIn: Awaited<ReturnType<typeof start>>, ...messages: string[]) => {
    const statuses: number[] = []
    for (const message of messages) statuses.push((await post(standIn, message)).status)
    return statuses
  }

  it('by reservation, kind, hotel, path, method and text; the first that fits wins', async () => {
    const standIn = await start({
      hotels: [{ code: 'BOREAS' }],
      rules: [
        { match: { reservationId: 'R7' }, do: { status: 507 } },
        { match: { reservationId: 'R*9' }, do: { status: 509 } },
        { match: { kind: 'cancel' }, do: { status: 502 } },
        { match: { hotelCode: 'BOREAS', kind: 'new' }, do: { status: 503 } },
        { match: { contains: 'Großmann' }, do: { status: 504 } },
        { match: { path: '/v1/*' }, do: { status: 505 } },
        { match: { method: 'post', kind: 'availability' }, do: { status: 506 } },
      ],
    })
    expect(
      await statusOf(
        standIn,
        newBooking({ reservationId: 'R7' }),
        newBooking({ reservationId: 'R19' }),
        cancelBooking({ reservationId: 'R7' }),
        cancelBooking({ reservationId: 'R1' }),
        newBooking({ reservationId: 'R1', hotelCode: 'BOREAS' }),
        newBooking({ reservationId: 'R1', guest: { given: 'Jürgen', surname: 'Großmann' } }),
        availability(),
        newBooking({ reservationId: 'R77' }),
      ),
    ).toEqual([507, 509, 507, 502, 503, 504, 506, 200])
    expect(standIn.seen.map(({ rule }) => rule)).toEqual([1, 2, 1, 3, 4, 5, 7, null])
  })

  it('the nth that fits, at most n times', async () => {
    const standIn = await start(
      rules(
        { match: { kind: 'new', nth: 2 }, do: { status: 501 } },
        { match: { kind: 'new' }, times: 2, do: { status: 500 } },
      ),
    )
    const change = changeBooking({ reservationId: 'R1' })
    expect(await statusOf(standIn, booking, change, booking, booking, booking)).toEqual([500, 200, 501, 500, 200])
  })

  it('from and until count from the start, and anew with another scenario', async () => {
    const clock = handClock()
    const file = rules({ from: '+20s', until: '+28s', do: { status: 503 } })
    const standIn = await start(file, clock)
    const at = async (ms: number) => {
      clock.move(ms)
      return (await post(standIn, booking)).status
    }
    expect([await at(0), await at(19_999), await at(1), await at(7_999), await at(1)]).toEqual([
      200, 200, 503, 503, 200,
    ])
    standIn.setScenario(scenarioOf(file))
    expect([await at(0), await at(20_000)]).toEqual([200, 503])
    expect(standIn.counts().requests).toBe(7)
  })
})

describe('the limit of a minute', () => {
  it('answers the rest of a clock minute with the throttle fault and begins anew with the next', async () => {
    const clock = handClock(Date.parse('2026-11-20T10:00:50Z'))
    const standIn = await start({ limits: { perMinute: 3 } }, clock)
    const texts = async (n: number) => {
      const found: boolean[] = []
      for (let i = 0; i < n; i++) found.push(isAccepted((await post(standIn, booking)).text))
      return found
    }
    expect(await texts(4)).toEqual([true, true, true, false])
    clock.move(9_999)
    expect(await texts(1)).toEqual([false])
    clock.move(1)
    expect(await texts(4)).toEqual([true, true, true, false])
  })
})
