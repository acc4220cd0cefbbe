/**
 * Reads server-sent events as our own page server writes them: one line for the name, one of JSON for the
 * data. `onBytes`: a sign of life.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void,
): AsyncGenerator<{ event: string; data: unknown }> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of body) {
    onBytes()
    rest += decoder.decode(bytes, { stream: true })
    const blocks = rest.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const match = /^event: (\w+)\ndata: (.+)$/.exec(block)
      if (match) yield { event: match[1] ?? '', data: JSON.parse(match[2] ?? 'null') }
    }
  }
}
