import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { z } from 'zod'
import type { AskedKeyStore, KeyStore } from '../core/ports/secrets.ts'

/**
 * The key store of the signed-in user can be asked in Electron's main thread only, and secrets are read in
 * the engine's thread, without waiting for a promise. So that thread asks over a port and sleeps until the
 * bell rings; the main thread never waits. A secret crosses over when it is used and is kept nowhere.
 */

const Question = z.object({ id: z.int(), what: z.enum(['isAvailable', 'encrypt', 'decrypt']), text: z.string() })
type Question = z.infer<typeof Question>
const Answer = z.object({ id: z.int(), value: z.union([z.string(), z.boolean()]).nullable() })
type Answer = z.infer<typeof Answer>

/** A main thread that does not answer so long stands still; the secret counts as unreadable then. */
const PATIENCE_MS = 10_000

/** In the thread that has the key store: answers from now on. Keeps no process alive. */
export const answerKeyStore = (port: MessagePort, bell: SharedArrayBuffer, keyStore: AskedKeyStore): void => {
  const flag = new Int32Array(bell)
  const answerOf = ({ what, text }: Question): Promise<Answer['value']> => {
    if (what === 'isAvailable') return keyStore.isAvailable()
    return what === 'encrypt' ? keyStore.encrypt(text) : keyStore.decrypt(text)
  }
  port.on('message', (message: unknown) => {
    const question = Question.parse(message)
    // A fault is answered as by a key store that refuses; what it says could quote the secret.
    void answerOf(question)
      .catch(() => null)
      .then((value) => {
        port.postMessage({ id: question.id, value } satisfies Answer)
        Atomics.store(flag, 0, question.id)
        Atomics.notify(flag, 0)
      })
  })
  port.unref()
}

/**
 * In the engine's thread: a key store that asks the other one, blocking this thread until the answer is
 * there.
 */
export const askKeyStore = (port: MessagePort, bell: SharedArrayBuffer, patienceMs = PATIENCE_MS): KeyStore => {
  const flag = new Int32Array(bell)
  let questions = 0
  /** The answer to this question among those that have come; older ones came too late for whoever asked. */
  const received = (id: number): Answer | null => {
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      const answer = Answer.parse(next.message)
      if (answer.id === id) return answer
    }
    return null
  }
  const ask = (what: Question['what'], text = ''): Answer['value'] => {
    const id = ++questions
    const until = performance.now() + patienceMs
    port.postMessage({ id, what, text } satisfies Question)
    for (;;) {
      // Read first: a bell that rings after it ends the wait at once.
      const rung = Atomics.load(flag, 0)
      const answer = received(id)
      if (answer !== null) return answer.value
      const leftMs = until - performance.now()
      if (leftMs <= 0) return null
      Atomics.wait(flag, 0, rung, leftMs)
    }
  }
  const textOf = (value: Answer['value']) => (typeof value === 'string' ? value : null)
  return {
    isAvailable: () => ask('isAvailable') === true,
    encrypt: (text) => textOf(ask('encrypt', text)),
    decrypt: (encrypted) => textOf(ask('decrypt', encrypted)),
  }
}
