import { createParser } from 'eventsource-parser'

/** One server-sent event: its name and its data lines joined. */
export type StreamEvent = { event: string; data: string }

/**
 * Reads server-sent events from a body until it ends, one that is not whole by then left out. Comments are
 * the host's heartbeats.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const events: StreamEvent[] = []
  const parser = createParser({ onEvent: ({ event = 'message', data }) => events.push({ event, data }) })
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      parser.feed(decoder.decode(value, { stream: true }))
      yield* events.splice(0)
    }
  } finally {
    // The stream may be broken already; then there is nothing left to cancel.
    await reader.cancel().catch(() => undefined)
  }
}
