import { readdirSync, readFileSync, renameSync, unlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/**
 * What Night Porter does, done with better-queue: a file of the export folder becomes a task, leaves when the
 * queue has accepted the task, and is sent. Arguments: where the packages are installed, the data folder, the
 * export folder, the channel's address.
 */

type Task = { id: string; content: string }
type Done = (error?: string) => void
type Queue = { push(task: Task): void; on(event: 'task_accepted', listener: (id: string) => void): void }
type Packages = {
  Queue: new (process: (task: Task, done: Done) => void, options: Record<string, unknown>) => Queue
  Store: new (options: { path: string }) => unknown
}

const [packages = '', data = '', exportFolder = '', channel = ''] = process.argv.slice(2)
const load = createRequire(join(packages, 'package.json'))
const { Queue, Store }: Packages = { Queue: load('better-queue'), Store: load('better-queue-sqlite') }

const send = async ({ content }: Task): Promise<void> => {
  const reply = await fetch(channel, { method: 'POST', body: content })
  await reply.arrayBuffer()
  if (!reply.ok) throw new Error(`status ${reply.status}`)
}

const queue = new Queue(
  (task, done) => {
    send(task).then(
      () => done(),
      (error) => done(String(error)),
    )
  },
  { store: new Store({ path: join(data, 'queue.db') }), concurrent: 1, maxRetries: 10, retryDelay: 100 },
)

const pushed = new Set<string>()
queue.on('task_accepted', (name) => {
  const aside = join(exportFolder, `.${name}.leaving`)
  renameSync(join(exportFolder, name), aside)
  unlinkSync(aside)
})

setInterval(() => {
  for (const name of readdirSync(exportFolder)) {
    if (!name.endsWith('.xml') || pushed.has(name)) continue
    pushed.add(name)
    queue.push({ id: name, content: readFileSync(join(exportFolder, name), 'utf8') })
  }
}, 50)
process.stdout.write('READY\n')
