/** One server-sent event: its name and its data lines joined. */
export type StreamEvent = { event: string; data: string }

/**
 * Reads server-sent events from a body until it ends. Follows the format's own rules as far as Night Porter writes it: `event:` and
 * `data:` lines, a blank line ends an event, lines beginning with a colon are heartbeats.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      rest += decoder.decode(value, { stream: true })
      const blocks = rest.split(/\r?\n\r?\n/)
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = readBlock(block)
        if (event) yield event
      }
    }
  } finally {
    // The stream may be broken already; then there is nothing left to cancel.
    await reader.cancel().catch(() => undefined)
  }
}

const readBlock = (block: string): StreamEvent | null => {
  let event = 'message'
  const data: string[] = []
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith('event:')) event = line.slice(6).trim()
    if (line.startsWith('data:')) data.push(line.slice(5).trim())
  }
  return data.length ? { event, data: data.join('\n') } : null
}
