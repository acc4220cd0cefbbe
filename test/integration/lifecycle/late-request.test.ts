import { createServer } from 'node:http'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
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
  // Both connections are ready at once, and the first one's turn takes until the other's time is up: the
  // process stands still, as after SIGSTOP or a suspended virtual machine, and no timer comes between the
  // two.
  const first = connect(port, '127.0.0.1', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400))
  const result = await createHttp({ proxyUrl: null }).send({
    method: 'POST',
    url: `http://127.0.0.1:${port}/`,
    headers: {},
    body: 'booking',
    timeoutMs: 200,
    maxReplyBytes: 1_000,
  })
  expect(result).toMatchObject({ kind: 'no-reply', reason: 'timeout', wasSent: false })
  first.destroy()
  // Closed only when every connection has ended: whatever went out has arrived by then.
  await new Promise((resolve) => server.close(resolve))
  expect(requests).toBe(0)
})
