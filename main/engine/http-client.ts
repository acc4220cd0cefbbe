import type { Settings } from '../contract/settings.ts'
import type { Http } from '../core/ports/http.ts'
import type { Log } from '../core/ports/log.ts'
import { faultOf } from '../core/redact/fault.ts'

/** The HTTP client in use. Another proxy means another client; requests in flight end on the old one. */
export type HttpClient = {
  http(): Http
  useProxyOf(settings: Settings): void
  close(): Promise<void>
}

/** Practice stays on this computer, whatever proxy the hotel has. */
const proxyOf = (settings: Settings): string | null => (settings.rehearsal ? null : (settings.proxy?.url ?? null))

export const createHttpClient = ({
  createHttp,
  atStart,
  log,
}: {
  createHttp: (options: { proxyUrl: string | null }) => Http
  atStart: Settings
  log: Log
}): HttpClient => {
  let proxyUrl = proxyOf(atStart)
  let http = createHttp({ proxyUrl })
  return {
    http: () => http,
    useProxyOf(settings) {
      if (proxyOf(settings) === proxyUrl) return
      const old = http
      proxyUrl = proxyOf(settings)
      http = createHttp({ proxyUrl })
      old.close().catch((error: unknown) => log.warn('http-close', faultOf(error)))
    },
    close: () => http.close(),
  }
}
