import type { HostInfo } from '../contract/host.ts'
import type { Reply, Topic } from '../contract/methods.ts'
import type { Log } from '../core/ports/log.ts'
import type { InvokeEvent, IpcMainPart, WindowPart } from './electron-modules.ts'
import { isOwnSender } from './security.ts'

export type AnswerCall = (method: string, input: unknown) => Promise<Reply>

const refuse = (code: Extract<Reply, { ok: false }>['error']['code'], message: string): Reply => ({
  ok: false,
  error: { code, message },
})

/** Electron can only carry plain data; what is not would leave the call unanswered for ever. */
const carryable = (reply: Reply, log: Log): Reply => {
  try {
    return structuredClone(reply)
  } catch {
    log.error('reply-not-plain')
    return refuse('internal', 'Night Porter could not show that because of a fault of its own. It is in the log.')
  }
}

/**
 * The desktop wire: `rpc` answers one call as POST /rpc does, `info` says what this host can do. Only the top
 * frame of our own screens is answered; anyone else gets a refusal. Nothing here ever rejects.
 */
export const setupIpc = (deps: { ipcMain: IpcMainPart; answer: AnswerCall; info: () => HostInfo; log: Log }): void => {
  const { ipcMain, answer, info, log } = deps
  const guarded =
    (run: (input: unknown[]) => Promise<unknown>) =>
    async (event: InvokeEvent, ...input: unknown[]) => {
      if (isOwnSender(event)) return run(input)
      log.warn('foreign-sender-refused')
      return refuse('forbidden', "Only Night Porter's own window may call.")
    }
  ipcMain.handle(
    'rpc',
    guarded(async ([method, input]) => {
      if (typeof method !== 'string') return refuse('unknown-method', 'A call needs the name of a method.')
      return carryable(await answer(method, input), log)
    }),
  )
  ipcMain.handle(
    'info',
    guarded(async () => info()),
  )
}

/** Tells the screens what changed. A window that is gone is passed over. */
export const pushChanged = (window: WindowPart, topics: readonly Topic[]): void => {
  if (window.isDestroyed() || window.webContents.isDestroyed()) return
  window.webContents.send('event', { topics: [...topics] })
}
