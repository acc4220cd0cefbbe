import { describe, expect, it } from 'vitest'
import { readEvents, type StreamEvent } from '../../../renderer/client/event-stream.ts'

const read = async (chunks: readonly string[]): Promise<StreamEvent[]> => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
      controller.close()
    },
  })
  const events: StreamEvent[] = []
  for await (const event of readEvents(body)) events.push(event)
  return events
}

describe('server-sent events', () => {
  it('reads events, skips heartbeats and joins data lines', async () => {
    expect(await read([': beat\n\nevent: changed\ndata: {"a":1}\n\ndata: x\ndata: y\n\n'])).toEqual([
      { event: 'changed', data: '{"a":1}' },
      { event: 'message', data: 'x\ny' },
    ])
  })

  it('does not mind where the network cuts', async () => {
    const whole = 'event: changed\r\ndata: {"topics":["messages"]}\r\n\r\nevent: changed\ndata: 2\n\n'
    expect(await read([...whole])).toEqual(await read([whole]))
  })

  it('leaves out an event that never ended', async () => {
    expect(await read(['event: changed\ndata: 1\n\nevent: changed\ndata: 2\n'])).toHaveLength(1)
  })
})
