import { createPresence } from '../../../../main/store/lifecycle/presence.ts'

/** Alone with the database for so many milliseconds, then with others until it is told to end. */
const [path = '', ms = '0'] = process.argv.slice(2)
const presence = createPresence(path)
if (!presence.tryAlone()) throw new Error('somebody else is there')
process.stdout.write(`${path}\n`)
setTimeout(() => presence.share(10_000), Number(ms))
process.stdin.resume()
