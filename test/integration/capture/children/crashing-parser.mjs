// A reader that dies on some content, hangs on other, and says nothing of use about the rest.
import { parentPort } from 'node:worker_threads'

parentPort.on('message', ({ id, what, bytes, message, result }) => {
  const text = Buffer.from(what === 'export' ? bytes : what === 'missing' ? message.body : result.body).toString('utf8')
  if (text.includes('DIE')) throw new Error('dead')
  if (text.includes('EXIT')) process.exit(3)
  if (text.includes('EAT')) for (const eaten = []; ; ) eaten.push(new Array(1_000_000).fill(eaten.length))
  if (text.includes('HANG')) return
  const answers = {
    export: { read: { kind: 'incomplete' }, cuts: [], cardCuts: [] },
    missing: { missing: [] },
    reply: { verdict: { cause: 'delivered' } },
  }
  parentPort.postMessage({ id, what, ...answers[what] })
})
