import { createHttp } from '../../../../main/adapters/http.ts'

/**
 * A process of its own that makes one request and writes the result, the body as its length: URL TIMEOUT-MS
 * BODY-BYTES PROXY.
 */
const [url = '', timeoutMs = '', bodyBytes = '', proxyUrl = ''] = process.argv.slice(2)
const result = await createHttp({ proxyUrl: proxyUrl || null }).send({
  method: 'POST',
  url,
  headers: {},
  body: 'x'.repeat(Number(bodyBytes)),
  timeoutMs: Number(timeoutMs),
  maxReplyBytes: 50_000_000,
})
process.stdout.write(JSON.stringify(result.kind === 'reply' ? { ...result, body: result.body.length } : result))
