import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Method, methods } from '../../../main/contract/methods.ts'
import { type Running, runNightPorter, until } from '../../support/night-porter.ts'

/** The program with a token of its own making, as staff start it; what it answers is kept as it came. */
export type Porter = {
  running: Running
  token: string
  ask: (method: string, input: unknown) => Promise<string>
  page: (path: string) => Promise<Buffer>
}

export const startPorter = async (
  data: string,
  settings?: unknown,
  secrets?: Record<string, string>,
): Promise<Porter> => {
  const running = await runNightPorter({
    data,
    token: '',
    ...(settings === undefined ? {} : { settings }),
    ...(secrets === undefined ? {} : { secrets }),
  })
  const file = join(data, 'serve.token')
  await until('the token of this start', () => existsSync(file))
  const token = readFileSync(file, 'utf8').trim()
  return {
    running,
    token,
    ask: async (method, input) =>
      (
        await fetch(`${running.url}/rpc/${method}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify(input),
        })
      ).text(),
    page: async (path) => Buffer.from(await (await fetch(`${running.url}${path}`)).arrayBuffer()),
  }
}

/** Calls that only tell something; one that is added later is asked as well. */
const telling = /\.(?:get|list|content|support|record|run|preview|find|state|exposure|cells)$/

/** Every call that tells something, with each input that it takes. */
export const tellingCalls = (ids: readonly string[], search: string): { method: Method; input: unknown }[] =>
  (Object.keys(methods) as Method[])
    .filter((method) => telling.test(method))
    .flatMap((method) =>
      [{}, ...ids.map((id) => ({ id })), { search }, { limit: 200 }]
        .filter((input) => methods[method].input.safeParse(input).success)
        .map((input) => ({ method, input })),
    )

/** How the program was started and with what surroundings, as every user of the computer may see. */
export const seenFromOutside = (pid: number): Buffer => {
  const read = (name: string): Buffer => {
    try {
      return readFileSync(`/proc/${pid}/${name}`)
    } catch {
      return Buffer.alloc(0) // gone, or not a system that shows it
    }
  }
  return Buffer.concat([read('cmdline'), read('environ')])
}
