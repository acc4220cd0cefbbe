// Stands in for `np stop` and `np service` and for a host that leaves when asked, until the program has them.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [command, ...rest] = process.argv.slice(2)
const option = (name) => rest[rest.indexOf(name) + 1]
const data = rest.includes('--data') ? option('--data') : ''
const request = join(data, 'stop.request')
const say = (line) => process.stdout.write(`${line}\n`)
const hosts = () => readdirSync(data).filter((name) => name.startsWith('host-'))

if (command === 'host') {
  const own = join(data, `host-${process.pid}`)
  writeFileSync(own, '')
  setInterval(() => {
    if (!existsSync(request)) return
    rmSync(own)
    process.exit(0)
  }, 100)
} else if (command === 'stop') {
  if (hosts().length > 0) writeFileSync(request, '')
  const endsAt = Date.now() + Number(option('--wait')) * 1000
  setInterval(() => {
    const left = hosts()
    if (left.length > 0 && Date.now() < endsAt) return
    rmSync(request, { force: true })
    if (left.length > 0) say(`${left[0]} has not left.`)
    process.exit(left.length > 0 ? 1 : 0)
  }, 100)
} else if (command === 'service') {
  say(rest[0] === 'install' ? 'The task could not be made: schtasks ended with 1.' : 'There is no task.')
  process.exit(rest[0] === 'install' ? 1 : 0)
} else await import(new URL('np-program.mjs', import.meta.url).href)
