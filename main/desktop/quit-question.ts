import type { Translate } from '../core/ports/texts.ts'
import type { DialogPart } from './electron-modules.ts'

/**
 * Asks whether sending shall really stop, or, where another process sends, whether its screen shall close.
 * The safe answer has the focus and is what Escape gives.
 */
export const askToQuit = async (dialog: DialogPart, t: Translate, isSentElsewhere: boolean): Promise<boolean> => {
  const words = isSentElsewhere ? 'desktop.leave' : 'desktop.quit'
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: t(`${words}.title`),
    message: t(`${words}.question`),
    detail: t(`${words}.detail`),
    buttons: [t(`${words}.stay`), t(`${words}.leave`)],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return response === 1
}
