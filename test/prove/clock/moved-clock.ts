import { readFileSync } from 'node:fs'

/**
 * Loaded into the real program before its own code, in every thread: its wall clock is ahead of this
 * computer's by the milliseconds that stand in the file NP_CLOCK_FILE, which is read again and again. The
 * time that passes is this computer's.
 */

const file = process.env.NP_CLOCK_FILE ?? ''
const wall = Date.now
let aheadMs = 0
const look = () => {
  const read = Number(readFileSync(file, 'utf8'))
  if (Number.isFinite(read)) aheadMs = read
}
look()
setInterval(look, 20).unref()
Date.now = () => wall() + aheadMs
globalThis.Date = new Proxy(Date, {
  construct: (made, values) => (values.length === 0 ? new made(made.now()) : Reflect.construct(made, values)),
})
