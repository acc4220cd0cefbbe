import { spawnSync } from 'node:child_process'
import { expect, it, onTestFinished } from 'vitest'
import { openHotel } from '../../prove/hotel.ts'

/** Says a request and is gone before anybody reads it. */
const LAST_WORDS = `
  const { port, hostname } = new URL(process.argv[1])
  const socket = require('node:net').connect(Number(port), hostname, () => {
    socket.write('POST /last-words HTTP/1.1\\r\\nhost: channel\\r\\ncontent-length: 2\\r\\n\\r\\nhi', () => process.kill(process.pid, 'SIGKILL'))
  })
`

it('hears what a killed process said while this one was busy, before its death counts as over', async () => {
  const hotel = await openHotel({ scenario: {} })
  onTestFinished(async () => void (await hotel.close()))
  for (let n = 1; n <= 5; n++) {
    const { signal } = spawnSync(process.execPath, ['-e', LAST_WORDS, hotel.standIn.url])
    expect(signal).toBe('SIGKILL')
    expect(hotel.standIn.seen).toHaveLength(n - 1)
    await hotel.hearOut()
    expect(hotel.standIn.seen).toHaveLength(n)
  }
})
