import { mkdirSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { type StandIn, startStandIn } from '../../../main/rehearsal/stand-in.ts'
import { scenarioFor } from '../../support/make-engine.ts'
import {
  drop,
  practiceHotel,
  practiceSecrets,
  type Running,
  removeFolder,
  runNightPorter,
  temporaryFolder,
  until,
} from '../../support/night-porter.ts'

/** What the HTTP wire refuses, and how it says so. */

const place: { data: string; exportFolder: string; running?: Running; standIn?: StandIn } = {
  data: temporaryFolder(),
  exportFolder: '',
}

const running = (): Running => {
  if (!place.running) throw new Error('not started')
  return place.running
}

beforeAll(async () => {
  place.exportFolder = join(place.data, 'export')
  mkdirSync(place.exportFolder)
  place.standIn = await startStandIn({ port: 0, scenario: scenarioFor() })
  const settings = practiceHotel({ url: place.standIn.url, exportFolder: place.exportFolder })
  place.running = await runNightPorter({ data: place.data, settings, secrets: practiceSecrets })
})
afterAll(async () => {
  await place.running?.stop()
  await place.standIn?.close()
  removeFolder(place.data)
})

const refusal = async (response: Response) => {
  const reply: { ok: boolean; error?: { code: string; message: string } } = await response.json()
  expect(reply.ok).toBe(false)
  expect(reply.error?.message).toBeTruthy()
  return [response.status, reply.error?.code]
}

/** fetch sets Host itself, so a foreign one needs the plain client. */
const withHeaders = (path: string, headers: Record<string, string>): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(running().url)
    const sent = httpRequest({ host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    sent.on('error', reject)
    sent.end('{}')
  })

describe('before the token is checked', () => {
  /** Announces a body that is never sent whole, and gives what comes back before the connection ends. */
  const answerTo = (path: string, body: Buffer, announced: number): Promise<string> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(running().url)
      const socket = connect({ host: '127.0.0.1', port: Number(port) })
      let said = ''
      socket.on('data', (bytes) => {
        said += bytes
      })
      socket.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ECONNRESET' ? resolve(said) : reject(error),
      )
      socket.on('close', () => resolve(said))
      socket.write(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: ${announced}\r\n\r\n`)
      socket.write(body)
    })

  it('no body is read and no connection kept', async () => {
    const said = await answerTo('/rpc/settings.save', Buffer.alloc(1000), 50_000_000)
    expect(said).toMatch(/^HTTP\/1\.1 401 /)
    expect(said.toLowerCase()).toContain('connection: close')
  })

  it('a code of more than a kilobyte is refused, and a flood of it ends the connection', async () => {
    const large = await fetch(`${running().url}/session`, { method: 'POST', body: 'x'.repeat(2000) })
    expect(await refusal(large)).toEqual([400, 'invalid-input'])
    await answerTo('/session', Buffer.alloc(10_000_000), 50_000_000)
    expect((await running().raw('health.get')).status).toBe(200)
  })

  it('headers have at most 16 kB', async () => {
    const { status } = await withHeaders('/rpc/health.get', { 'x-much': 'x'.repeat(20_000) })
    expect(status).toBe(431)
  })
})

describe('the token', () => {
  it('that is wrong or missing gives 401 and nothing of the answer', async () => {
    for (const authorization of ['Bearer wrong-token-123', 'Bearer', 'Basic abc', '']) {
      const response = await running().raw('health.get', { headers: { authorization } })
      expect(await refusal(response)).toEqual([401, 'unauthorized'])
    }
    expect((await fetch(`${running().url}/events`)).status).toBe(401)
    expect((await fetch(`${running().url}/info`)).status).toBe(401)
    const bare = await fetch(`${running().url}/rpc/health.get`, { method: 'POST', body: '{}' })
    expect(await refusal(bare)).toEqual([401, 'unauthorized'])
  })
})

describe('another site', () => {
  it.each(['night-porter.attacker.test', '127.0.0.1', '127.0.0.1:1', 'localhost.attacker.test:80'])(
    'under the name %s gets 403',
    async (host) => {
      const { status, body } = await withHeaders('/rpc/health.get', {
        host,
        authorization: `Bearer ${running().token}`,
      })
      expect(status).toBe(403)
      expect(JSON.parse(body)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    },
  )

  it.each(['https://attacker.test', 'null', 'http://127.0.0.1'])('with the origin %s gets 403', async (origin) => {
    expect(await refusal(await running().raw('health.get', { headers: { origin } }))).toEqual([403, 'forbidden'])
  })

  it('is not this one, by either name of this computer', async () => {
    const { port } = new URL(running().url)
    const origin = `http://localhost:${port}`
    const { status } = await withHeaders('/rpc/health.get', {
      host: `localhost:${port}`,
      origin,
      authorization: `Bearer ${running().token}`,
    })
    expect(status).toBe(200)
  })
})

describe('a call', () => {
  it('of a method there is not gives 404', async () => {
    for (const method of ['messages.destroy', '__proto__', 'toString', ''])
      expect(await refusal(await running().raw(method))).toEqual([404, 'unknown-method'])
  })

  it.each([
    ['messages.get', '{}'],
    ['messages.get', '{ "id": 7 }'],
    ['messages.list', '{ "limit": 0 }'],
    ['messages.list', '{ "state": "held" }'],
    ['messages.list', '{ "pagee": 1 }'],
    ['messages.resend', '[]'],
    ['health.get', '"text"'],
    ['health.get', 'not json'],
    ['health.get', '{'],
  ])('of %s with %s gives 400', async (method, body) => {
    expect(await refusal(await running().raw(method, { body }))).toEqual([400, 'invalid-input'])
  })

  it('about what there is not gives 404', async () => {
    for (const [method, body] of [
      ['messages.get', '{ "id": "none" }'],
      ['messages.resend', '{ "ids": ["none"] }'],
      ['connections.test', '{ "id": "none" }'],
      ['secrets.set', '{ "name": "none", "value": "x" }'],
    ] as const)
      expect(await refusal(await running().raw(method, { body }))).toEqual([404, 'not-found'])
  })

  it('for a page after a cursor there is not gives 400 and names it', async () => {
    const response = await running().raw('messages.list', { body: JSON.stringify({ cursor: 'none' }) })
    const { error } = await response.clone().json()
    expect(await refusal(response)).toEqual([400, 'invalid-input'])
    expect(error.message).toContain('cursor')
  })

  it('that the state of the message forbids gives 409', async () => {
    drop(place.exportFolder, 'a.xml', newBooking({ reservationId: 'RF-1' }))
    const { id } = await until(
      'delivered',
      async () => (await running().call('messages.list', { state: 'delivered' })).items[0],
    )
    for (const [method, input] of [
      ['messages.resend', { ids: [id] }],
      ['messages.close', { id, reason: 'no' }],
      ['messages.settle', { id, arrived: true, reason: 'no' }],
    ] as const)
      expect(await refusal(await running().raw(method, { body: JSON.stringify(input) }))).toEqual([409, 'wrong-state'])
  })

  it('with GET gives 400', async () => {
    expect(await refusal(await running().raw('health.get', { verb: 'GET' }))).toEqual([400, 'invalid-input'])
  })

  it('larger than 1 MB gives 400 with its sentence', async () => {
    const body = JSON.stringify({ search: 'x'.repeat(3 * 1024 * 1024) })
    const response = await running().raw('messages.list', { body })
    expect(await refusal(response)).toEqual([400, 'invalid-input'])
  })

  it('that removes a connection with undelivered messages is refused, and the file stays as it was', async () => {
    place.standIn?.setScenario(scenarioFor({ rules: [{ do: { status: 500 } }] }))
    drop(place.exportFolder, 'b.xml', newBooking({ reservationId: 'RF-2' }))
    await until('waiting', async () => (await running().call('health.get')).counts.waiting === 1)
    const settings = practiceHotel({
      url: place.standIn?.url ?? '',
      exportFolder: place.exportFolder,
      connection: { id: 'renamed' },
    })
    const renamed = { ...settings, folders: settings.folders.map((folder) => ({ ...folder, connection: 'renamed' })) }
    const response = await running().raw('settings.save', { body: JSON.stringify({ settings: renamed }) })
    expect(await refusal(response)).toEqual([409, 'wrong-state'])
    const wrong = await running().raw('settings.save', {
      body: JSON.stringify({ settings: { ...settings, version: 2 } }),
    })
    expect(await refusal(wrong)).toEqual([400, 'invalid-input'])
    expect((await running().call('health.get')).connections[0]?.id).toBe('pmsx')
    place.standIn?.setScenario(scenarioFor())
    await until('delivered', async () => (await running().call('health.get')).counts.deliveredToday === 2)
  })
})

it('keeps a connection open for a caller that is busy between two calls', async () => {
  expect((await running().raw('health.get')).headers.get('keep-alive')).toBe('timeout=120')
})

it('answers a path that is no address with a refusal, not with a fault of its own', async () => {
  const { status } = await withHeaders('//', { authorization: `Bearer ${running().token}` })
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
})

it('tells of changes over /events, and nothing of what changed', async () => {
  const response = await fetch(`${running().url}/events`, { headers: { authorization: `Bearer ${running().token}` } })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const reader = response.body?.getReader()
  if (!reader) throw new Error('no stream')
  drop(
    place.exportFolder,
    'c.xml',
    newBooking({ reservationId: 'RF-3', guest: { given: 'Ida', surname: 'Quellmoos' } }),
  )
  let text = ''
  while (!/event: changed\ndata: \{"topics":\[[^\]]*"messages"/.test(text)) {
    const { done, value } = await reader.read()
    if (done) break
    text += Buffer.from(value).toString('utf8')
  }
  expect(text).toContain('"messages"')
  expect(text).not.toContain('Quellmoos')
  await reader.cancel()
})
