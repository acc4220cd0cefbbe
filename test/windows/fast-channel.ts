import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/**
 * A pmsXchange that says `<Success/>` to everything and keeps what it got: the rehearsal's stand-in judges
 * every booking, which takes longer than to send one. All other paths are unknown to it.
 */
export const startFastChannel = async () => {
  const bodies: string[] = []
  let isOpen = false
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const root = /<(OTA_\w+)RQ\b/.exec(body)?.[1]
    if (!isOpen || !request.url?.startsWith('/webservices/') || root === undefined) {
      response.writeHead(503).end()
      return
    }
    if (root !== 'OTA_Ping') bodies.push(body)
    const token = /\bEchoToken="([^"]*)"/.exec(body)?.[1]
    const echoed = /<EchoData>.*?<\/EchoData>/.exec(body)?.[0] ?? ''
    const attributes = `xmlns="http://www.opentravel.org/OTA/2003/05"${token === undefined ? '' : ` EchoToken="${token}"`}`
    const reply = `<${root}RS ${attributes} TimeStamp="2026-11-25T12:00:00+00:00" Version="1.0"><Success/>${echoed}</${root}RS>`
    response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' })
    response.end(
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>${reply}</s:Body></s:Envelope>`,
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The channel has no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    /** Until then it is out: every request gets 503. */
    open: () => {
      isOpen = true
    },
    /** Every write, in the order in which they came. */
    bodies,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
