// A reader that dies on some content, hangs on other, and says nothing of use about the rest.
import { parentPort } from 'node:worker_threads'

parentPort.on('message', ({ id, what, bytes, result }) => {
  const text = Buffer.from(what === 'export' ? bytes : result.body).toString('utf8')
  if (text.includes('DIE')) throw new Error('dead')
  if (text.includes('EXIT')) process.exit(3)
  if (text.includes('EAT')) for (const eaten = []; ; ) eaten.push(new Array(1_000_000).fill(eaten.length))
  if (text.includes('HANG')) return
  parentPort.postMessage(
    what === 'export' ? { id, what, read: { kind: 'incomplete' } } : { id, what, verdict: { cause: 'delivered' } },
  )
})
