// A reader that dies on some files, hangs on others, and says nothing of use about the rest.
import { parentPort } from 'node:worker_threads'

parentPort.on('message', ({ id, bytes }) => {
  const text = Buffer.from(bytes).toString('utf8')
  if (text.includes('DIE')) throw new Error('dead')
  if (text.includes('EXIT')) process.exit(3)
  if (text.includes('EAT')) for (const eaten = []; ; ) eaten.push(new Array(1_000_000).fill(eaten.length))
  if (!text.includes('HANG')) parentPort.postMessage({ id, read: { kind: 'incomplete' } })
})
