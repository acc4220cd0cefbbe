import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'

export type ConnectProxy = {
  url: string
  /** What clients asked to be connected to, oldest first, with the login they gave. */
  asked: { target: string; login: string | undefined }[]
  close(): Promise<void>
}

/** A real HTTP proxy on 127.0.0.1 that tunnels, answers with a status, hangs up or says nothing. */
export const startConnectProxy = async (answer: 'tunnel' | 'hang-up' | 'silence' | number): Promise<ConnectProxy> => {
  const asked: ConnectProxy['asked'] = []
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined) // Either side may go at any time.
  }
  const server = createServer()
  server.on('connection', keep)
  server.on('connect', (request, socket) => {
    asked.push({ target: request.url ?? '', login: request.headers['proxy-authorization'] })
    if (answer === 'silence') return
    if (answer === 'hang-up') return void socket.end()
    if (answer !== 'tunnel') return void socket.end(`HTTP/1.1 ${answer} No\r\nContent-Length: 0\r\n\r\n`)
    const [host = '', port] = (request.url ?? '').split(':')
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.pipe(socket).pipe(target)
    })
    keep(target)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
