import { expect, it } from 'vitest'
import { readEvents } from '../../../main/host/read-events.ts'

const WRITTEN =
  ': hello\n\nevent: changed\ndata: {"topics":["messages"]}\n\n: still here\n\nevent: notice\ndata: {"title":"Frühstück"}\n\n'

const read = async (size: number) => {
  const bytes = new TextEncoder().encode(WRITTEN)
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.slice(n * size, (n + 1) * size))
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
  let signs = 0
  const events: unknown[] = []
  for await (const event of readEvents(body, () => (signs += 1))) events.push(event)
  return { events, signs, chunks: chunks.length }
}

it.each([1, 3, 7, 1_000])(
  'reads events however they are cut (%d bytes at a time), and takes every chunk for a sign of life',
  async (size) => {
    const { events, signs, chunks } = await read(size)
    expect(events).toEqual([
      { event: 'changed', data: { topics: ['messages'] } },
      { event: 'notice', data: { title: 'Frühstück' } },
    ])
    expect(signs).toBe(chunks)
  },
)
