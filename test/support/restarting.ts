import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'

/** How long no file may change before the process starts again: an editor writes several at once. */
const QUIET_MS = 150

/**
 * Runs a command of Node and starts it again whenever a file below one of the folders changes, also when it
 * has ended by itself. `node --watch` would follow only what the first thread imports. `stop` resolves when
 * the process is gone.
 */
export const runRestarting = (parts: {
  args: string[]
  cwd: string
  folders: string[]
}): { stop: () => Promise<void> } => {
  const { args, cwd, folders } = parts
  let child: ChildProcess | null = null
  let timer: NodeJS.Timeout | undefined
  let work = Promise.resolve()

  const end = async () => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  const start = () => {
    child = spawn(process.execPath, args, { cwd, stdio: 'inherit' })
  }
  const restart = () => {
    work = work.then(end).then(start)
  }
  const watchers = folders.map((folder) =>
    watch(folder, { recursive: true }, () => {
      clearTimeout(timer)
      timer = setTimeout(restart, QUIET_MS)
    }),
  )
  start()
  return {
    stop: async () => {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
      await work
      await end()
    },
  }
}
