import type { NotificationConstructorOptions } from 'electron'
import type { Translate } from '../core/ports/texts.ts'
import type { ElectronModules, NotificationPart } from './electron-modules.ts'
import type { TrayIcon } from './tray-model.ts'

/** `icon` is what the tray shows: somebody's own pause is not trouble. */
type Told = { icon: TrayIcon; sentence: string; detail: string }

const needsSomeone = (icon: TrayIcon): boolean => icon === 'attention' || icon === 'stopped'

/** Whether trouble began or ended between two states, or nothing is to be told. Before the first one all was well. */
export const edgeBetween = (before: TrayIcon | null, now: TrayIcon): 'began' | 'ended' | null => {
  const was = before !== null && needsSomeone(before)
  if (was === needsSomeone(now)) return null
  return was ? 'ended' : 'began'
}

const wordsOf = (edge: 'began' | 'ended', now: Told, t: Translate): { title: string; body: string } =>
  edge === 'began'
    ? { title: now.sentence, body: now.detail }
    : { title: t('desktop.notification.solved'), body: t('desktop.notification.nothingLeft') }

/**
 * Tells of trouble twice: when it begins and when it ends. The words are the health's own, which name no guest. Amber says
 * nothing here, and a second problem beside the first is for the window to show.
 */
export const createNotifications = (deps: {
  Notification: ElectronModules['Notification']
  translate: () => Translate
  onOpen: () => void
}): { tell(health: Told): void } => {
  const { Notification, translate, onOpen } = deps
  let before: TrayIcon | null = null
  // Held until it is gone: a collected notification loses its click.
  let current: NotificationPart | null = null

  return {
    tell: (now) => {
      const edge = edgeBetween(before, now.icon)
      before = now.icon
      if (!edge || !Notification.isSupported()) return
      current?.close()
      const options: NotificationConstructorOptions = {
        id: 'health',
        ...wordsOf(edge, now, translate()),
        // Only what stops everything may be heard at night.
        silent: now.icon !== 'stopped',
      }
      const notification = new Notification(options)
      current = notification
      const forget = () => {
        if (current === notification) current = null
      }
      notification.on('click', onOpen)
      notification.on('close', forget)
      notification.on('failed', forget)
      notification.show()
    },
  }
}
