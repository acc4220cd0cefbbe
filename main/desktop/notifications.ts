import type { Notice } from '../contract/notice.ts'
import type { ElectronModules, NotificationPart } from './electron-modules.ts'

/** One thing to tell. A later one of the same `id` takes its place, so nothing piles up. */
type Told = { id: string; title: string; body: string; isLoud: boolean }

/**
 * Notifications tell the two edges of an alarm, and that nothing is sent at all. Their words name no guest.
 */
export type Notifications = {
  /** An alarm began or is over. Quiet: a sound at night is for what stops everything. */
  tellNotice(notice: Notice): void
  /** Nothing is being sent (a sentence), or something is again (null). Told once each way. */
  tellStopped(sentence: string | null): void
}

export const createNotifications = (deps: {
  Notification: ElectronModules['Notification']
  onOpen: () => void
}): Notifications => {
  const { Notification, onOpen } = deps
  // Held until they are gone: a collected notification loses its click.
  const shown = new Map<string, NotificationPart>()
  let isStopped = false

  const tell = ({ id, title, body, isLoud }: Told): void => {
    if (!Notification.isSupported()) return
    shown.get(id)?.close()
    const notification = new Notification({ id, title, body, silent: !isLoud })
    shown.set(id, notification)
    const forget = () => {
      if (shown.get(id) === notification) shown.delete(id)
    }
    notification.on('click', onOpen)
    notification.on('close', forget)
    notification.on('failed', forget)
    notification.show()
  }

  return {
    tellNotice: ({ cause, connection, title, sentence }) =>
      tell({ id: `${connection}|${cause}`, title, body: sentence, isLoud: false }),
    tellStopped: (sentence) => {
      if (sentence !== null && !isStopped) tell({ id: 'stopped', title: sentence, body: '', isLoud: true })
      if (sentence === null) shown.get('stopped')?.close()
      isStopped = sentence !== null
    },
  }
}
