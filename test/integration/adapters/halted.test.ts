import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, createServer as createTcpServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { startAwakeTimer } from '../../../main/adapters/awake-timer.ts'
import { createSystemClock } from '../../../main/adapters/clock.ts'

/**
 * docs/architecture.md#time: a program that was halted for longer than a time-out (sleep, a paused virtual
 * machine, here SIGSTOP) reads what has come before a timer judges.
 */

const TIMEOUT_MS = 1_500
/** The halt is what these tests are about: it has to be longer than the time-out. */
const HALT_MS = 3_000

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

const serve = async (onRequest: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> => {
  const server = createServer(onRequest)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ends.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}/`
}

const startRequest = (url: string, bodyBytes = 7) => {
  const entry = new URL('./children/one-request.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [entry, url, String(TIMEOUT_MS), String(bodyBytes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  ends.push(() => child.kill('SIGKILL'))
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  return {
    halt: () => child.kill('SIGSTOP'),
    wake: () => child.kill('SIGCONT'),
    result: async (): Promise<unknown> => {
      await once(child, 'close')
      return JSON.parse(output)
    },
  }
}

describe.skipIf(process.platform === 'win32')('a program halted for longer than the time-out', () => {
  it.each([
    ['a short answer', 20],
    ['an answer of several megabytes, of which most waits at the channel', 8_000_000],
  ])('reads %s that came meanwhile', async (_, bytes) => {
    const arrived = Promise.withResolvers<ServerResponse>()
    const url = await serve((request, response) => {
      request.resume().on('end', () => arrived.resolve(response))
    })
    const one = startRequest(url)
    const response = await arrived.promise
    one.halt()
    response.end('y'.repeat(bytes))
    await sleep(HALT_MS)
    one.wake()
    expect(await one.result()).toMatchObject({ kind: 'reply', status: 200, cut: 'no', body: bytes })
  })

  it('reads an answer that comes a moment after it woke up', async () => {
    const arrived = Promise.withResolvers<ServerResponse>()
    const url = await serve((request, response) => {
      request.resume().on('end', () => arrived.resolve(response))
    })
    const one = startRequest(url)
    const response = await arrived.promise
    one.halt()
    await sleep(HALT_MS)
    one.wake()
    response.end('late')
    expect(await one.result()).toMatchObject({ kind: 'reply', body: 4 })
  })

  it('still ends at its time-out, counted in time awake, where no answer came', async () => {
    const arrived = Promise.withResolvers<void>()
    const url = await serve((request) => void request.resume().on('end', () => arrived.resolve()))
    const one = startRequest(url)
    await arrived.promise
    one.halt()
    await sleep(HALT_MS)
    one.wake()
    expect(await one.result()).toMatchObject({ kind: 'no-reply', reason: 'timeout', wasSent: true, code: 'TIME_OUT' })
  })

  it('does not send the rest of a request whose time is up', async () => {
    let wholeRequests = 0
    const begun = Promise.withResolvers<IncomingMessage>()
    const url = await serve((request) => {
      request.on('end', () => {
        wholeRequests += 1
      })
      request.once('data', () => {
        request.pause()
        begun.resolve(request)
      })
    })
    const one = startRequest(url, 60_000_000)
    const request = await begun.promise
    one.halt()
    request.on('error', () => undefined).resume()
    await sleep(HALT_MS)
    one.wake()
    expect(await one.result()).toMatchObject({ kind: 'no-reply', reason: 'timeout', wasSent: true })
    expect(wholeRequests).toBe(0)
  })
})

const block = (ms: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

describe('a timer that is due when the program wakes up', () => {
  it.each([
    ['of the clock', (run: () => void) => createSystemClock().after(50, run)],
    ['in time awake', (run: () => void) => startAwakeTimer(50, run)],
  ])('%s runs after what lies in a socket was read', async (_, start) => {
    const server = createTcpServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const near = connect(address.port, '127.0.0.1')
    const [far]: Socket[] = await once(server, 'connection')
    ends.push(() => {
      near.destroy()
      far?.destroy()
      server.close()
    })
    const told: string[] = []
    near.on('data', () => told.push('socket'))
    const { promise, resolve } = Promise.withResolvers<void>()
    start(() => {
      told.push('timer')
      resolve()
    })
    far?.write('hello')
    block(1_300)
    await promise
    expect(told).toEqual(['socket', 'timer'])
  })
})

describe('time awake', () => {
  it('is counted, also over many steps, and can be cancelled', async () => {
    const began = performance.now()
    const never = startAwakeTimer(10, () => {
      throw new Error('was cancelled')
    })
    never()
    await new Promise<void>((resolve) => void startAwakeTimer(1_200, resolve))
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_195)
  })

  it('does not count a halt, and tells of it', async () => {
    const halts: number[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    startAwakeTimer(1_000, resolve, () => halts.push(performance.now()))
    block(2_500)
    await promise
    expect(halts).toHaveLength(1)
    expect(performance.now() - (halts[0] ?? 0)).toBeGreaterThan(450)
  })
})
