import type { Translate } from '../core/ports/texts.ts'
import type { DialogPart } from './electron-modules.ts'

/** Asks whether sending shall really stop. The safe answer has the focus and is what Escape gives. */
export const askToQuit = async (dialog: DialogPart, t: Translate): Promise<boolean> => {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: t('desktop.quit.title'),
    message: t('desktop.quit.question'),
    detail: t('desktop.quit.detail'),
    buttons: [t('desktop.quit.stay'), t('desktop.quit.leave')],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return response === 1
}
