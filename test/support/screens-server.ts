import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import type { Answer, Handlers, Reply, Topic } from '../../main/contract/methods.ts'
import { isMethod, methods } from '../../main/contract/methods.ts'
import { itemOf, type Language, type Scenario, type World, withActs } from './screens-data.ts'
import { doctorOf, foldersOf, healthOf, testOf } from './screens-health.ts'
import { causesOf, createWorld } from './screens-world.ts'

/**
 * A small real HTTP server with the wire of the headless host and an invented hotel, for looking at the
 * screens and for testing their wire. It changes when it is told to: what is resent is delivered, unless
 * resending is useless.
 */

type Options = {
  scenario: Scenario
  language?: Language
  nowAt?: number
  token?: string
  /** Folder of the built screens; without it only the wire is served. */
  screens?: string
}

export type ScreensServer = {
  origin: string
  token: string
  world: World
  /** How many event streams are open. */
  listeners: () => number
  emit: (topics: Topic[]) => void
  /** Cuts every event stream, as a restart of the host would. */
  cutStreams: () => void
  close: () => Promise<void>
}

const ok = <T>(value: T): Answer<T> => ({ ok: true, value })
const missing: Answer<never> = { ok: false, error: { code: 'not-found', message: 'There is no such message.' } }

const handlersOf = (world: World, emit: (topics: Topic[]) => void): Handlers => {
  const find = (id: string) => world.messages.find((one) => one.id === id)
  const changed = () => {
    world.causes = causesOf(world)
    emit(['messages', 'health'])
  }
  let settings: unknown = {
    version: 1,
    hotelName: 'Hotel Lindenhof',
    locale: world.language,
    connections: [
      {
        id: 'pmsx',
        kind: 'pmsxchange',
        label: 'SiteMinder',
        url: 'https://channel.invalid/webservices/LIND',
        username: 'lindenhof',
        passwordSecret: 'pmsx',
        requestorId: 'LIND',
      },
    ],
    folders: [{ id: 'main', path: 'D:\\Lindenhof\\Out', connection: 'pmsx' }],
  }
  return {
    'health.get': () => ok(healthOf(world)),
    'folders.list': () => ok(foldersOf(world)),
    'messages.list': ({ state, cause, search, limit }) => {
      const words = (search ?? '').toLowerCase().split(/\s+/)
      const items = world.messages
        .filter((one) => (!state || one.state === state) && (!cause || one.cause === cause))
        .filter((one) => words.every((word) => `${one.guest} ${one.reservationId}`.toLowerCase().includes(word)))
        .toSorted((a, b) => b.capturedAt - a.capturedAt)
      return ok({ items: items.slice(0, limit ?? 50).map((one) => itemOf(withActs(one))), nextCursor: null })
    },
    'guests.find': ({ search }) =>
      ok({
        messages: world.messages
          .filter(({ guest }) => guest?.toLowerCase().includes(search.toLowerCase()))
          .map(
            ({
              id,
              kind,
              state,
              guest,
              reservationId,
              hotelCode,
              arrival,
              departure,
              fileName,
              capturedAt,
              deliveredAt,
            }) => ({
              ...{
                id,
                kind,
                state,
                guest,
                reservationId,
                hotelCode,
                arrival,
                departure,
                fileName,
                capturedAt,
                deliveredAt,
              },
              ...{ attempts: 1, replies: 1, acts: 0, hasBody: true, hasFile: true },
              needsConfirm: state === 'waiting',
            }),
          ),
        files: [],
        copies: [],
        isCut: false,
      }),
    'guests.erase': ({ ids }) => {
      world.messages = world.messages.filter(({ id }) => !ids.includes(id))
      changed()
      return ok({ messages: ids.length, files: 0, copies: 0, left: [] })
    },
    'guests.erasures': () => ok([]),
    'notices.close': () => ok({ closed: true }),
    'messages.get': ({ id }) => {
      const detail = find(id)
      return detail ? ok(withActs(detail)) : missing
    },
    'messages.content': () =>
      ok({
        text: '<OTA_HotelResNotifRQ Version="1.0">\n  <PaymentCard CardNumber="************4242"/>\n</OTA_HotelResNotifRQ>',
        size: 6120,
      }),
    'messages.original': ({ id }) => {
      const detail = find(id)
      return detail ? ok({ kind: 'kept', fileName: detail.fileName, size: 3, base64: 'PGEv' }) : missing
    },
    'messages.support': ({ id }) => ok({ text: `Message ${id} was refused.` }),
    'messages.resend': ({ ids, cause }) => {
      const chosen = world.messages.filter(
        (one) => ids?.includes(one.id) || (cause && one.cause === cause && one.state === 'failed'),
      )
      for (const one of chosen) {
        if (one.explanation?.resend === 'useless') continue
        one.state = 'delivered'
        one.deliveredAt = world.nowAt
      }
      changed()
      return ok({ batchId: 'b1', count: chosen.length })
    },
    'messages.settle': ({ id, arrived }) => {
      const detail = find(id)
      if (!detail) return missing
      detail.state = arrived ? 'delivered' : 'waiting'
      changed()
      return ok({ state: detail.state })
    },
    'messages.close': ({ id }) => {
      const detail = find(id)
      if (!detail) return missing
      detail.state = 'handled'
      changed()
      return ok({ state: detail.state })
    },
    'causes.list': () => ok(world.causes),
    'connections.test': () => ok(testOf(world.language, world.scenario !== 'stopped')),
    'connections.pause': () => ok({ paused: true }),
    'connections.resume': () => ok({ paused: false }),
    'settings.get': () =>
      ok({
        settings,
        locked: ['connections[0].url'],
        secrets: [{ name: 'pmsx', isSet: true }],
        connections: [{ id: 'pmsx', secret: 'pmsx', secretKind: 'password', isSecretSet: true }],
        dataFolder: 'C:\\ProgramData\\Night Porter',
      }),
    'folders.capture': () => ({ ok: true, value: { folders: [] } }),
    'settings.restore': () => ({ ok: true, value: { keptAs: null } }),
    'settings.save': (input) => {
      settings = input.settings
      if (typeof settings === 'object' && settings !== null && 'locale' in settings)
        world.language = settings.locale === 'de' ? 'de' : 'en'
      emit(['settings'])
      return ok({ saved: true })
    },
    'access.state': () => ok({ needsPin: false, isUnlocked: true, until: null }),
    'access.unlock': () => ok({ needsPin: false, isUnlocked: true, until: null }),
    'secrets.set': () => ok({ saved: true }),
    'doctor.run': () => ok(doctorOf(world.language)),
  }
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

const policy = (nonce: string): string =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; ` +
  `connect-src 'self'; base-uri 'none'; frame-ancestors 'none'`

const serveScreens = async (folder: string, path: string, response: ServerResponse): Promise<void> => {
  const file = normalize(path === '/' ? '/index.html' : path)
  const nonce = crypto.randomUUID().replaceAll('-', '')
  try {
    const body = await readFile(join(folder, file))
    const type = types[extname(file)] ?? 'application/octet-stream'
    response.writeHead(200, { 'content-type': type, 'content-security-policy': policy(nonce) })
    response.end(file === '/index.html' ? body.toString('utf8').replaceAll('__NONCE__', nonce) : body)
  } catch {
    // whatever was asked for is not among the built screens
    response.writeHead(404).end()
  }
}

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}')
}

/** Starts the server on a free port of 127.0.0.1. */
export const startScreensServer = async (options: Options): Promise<ScreensServer> => {
  const { scenario, language = 'en', nowAt = Date.now(), token = 'practice-token', screens } = options
  const world = createWorld(scenario, language, nowAt)
  const streams = new Set<ServerResponse>()
  const emit = (topics: Topic[]) => {
    for (const stream of streams) stream.write(`event: changed\ndata: ${JSON.stringify({ topics })}\n\n`)
  }
  const handlers = handlersOf(world, emit)
  const answer = async (method: string, input: unknown): Promise<Reply> => {
    if (!isMethod(method)) return { ok: false, error: { code: 'unknown-method', message: 'There is no such call.' } }
    const parsed = methods[method].input.safeParse(input)
    if (!parsed.success)
      return { ok: false, error: { code: 'invalid-input', message: parsed.error.issues[0]?.message ?? '' } }
    const handle = handlers[method] as (value: unknown) => Reply | Promise<Reply>
    return await handle(parsed.data)
  }
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    const isWire = pathname.startsWith('/rpc/') || pathname === '/events' || pathname === '/info'
    if (!isWire) return screens ? serveScreens(screens, pathname, response) : void response.writeHead(404).end()
    const json = (status: number, value: unknown) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    if (request.headers.authorization !== `Bearer ${token}`)
      return json(401, { ok: false, error: { code: 'unauthorized', message: 'The token is missing or wrong.' } })
    if (pathname === '/info')
      return json(200, {
        ok: true,
        value: {
          kind: 'browser',
          version: '0.1.0',
          can: { chooseFolder: false, openFolder: false, startAtLogin: false },
        },
      })
    if (pathname === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write(': here\n\n')
      streams.add(response)
      request.on('close', () => streams.delete(response))
      return
    }
    const reply = await answer(pathname.slice('/rpc/'.length), await readJson(request))
    json(reply.ok ? 200 : 400, reply)
  }
  const server = createServer((request, response) => void serve(request, response))
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  const cutStreams = () => {
    for (const stream of streams) stream.destroy()
    streams.clear()
  }
  return {
    ...{ origin: `http://127.0.0.1:${port}`, token, world, emit, cutStreams, listeners: () => streams.size },
    close: () =>
      new Promise((resolve) => {
        cutStreams()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
