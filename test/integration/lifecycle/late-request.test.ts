import { createServer } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { createHttp } from '../../../main/adapters/http.ts'

/** A process that was halted between its claim and its request: others count that request as over. */

it('a request whose time is up when its connection is made does not go out any more', async () => {
  let requests = 0
  const server = createServer((_request, response) => {
    requests += 1
    response.end('late')
  })
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  onTestFinished(() => void server.close())
  const sending = createHttp({ proxyUrl: null }).send({
    method: 'POST',
    url: `http://127.0.0.1:${port}/`,
    headers: {},
    body: 'booking',
    timeoutMs: 200,
    maxReplyBytes: 1_000,
  })
  // The whole process stands still, as after SIGSTOP or a suspended virtual machine; meanwhile the kernel completes the connection.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400)
  expect(await sending).toMatchObject({ kind: 'no-reply', reason: 'timeout', wasSent: false })
  await new Promise((resolve) => setImmediate(resolve))
  expect(requests).toBe(0)
})
