import type { Translate } from '../core/ports/texts.ts'
import { faultOf } from '../core/redact/fault.ts'
import { printable } from '../core/text/printable.ts'
import type { Parts } from '../host/parts.ts'
import { createSpeech } from './desk.ts'
import type { ElectronModules } from './electron-modules.ts'

/**
 * Nobody may be there to click it away, and a program that only shows a box keeps the next start from trying
 * again.
 */
const SHOWN_MS = 60_000

/** A file or folder that the system refused; its own text names the path and nothing else. */
const folderOf = (error: unknown): string | null =>
  error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : null

/**
 * What is said of a fault before there is a window: which folder was refused, else what kind of fault it is.
 */
export const faultWords = (t: Translate, folder: string, error: unknown): string => {
  const { error: fault, code } = faultOf(error)
  const refused = folderOf(error)
  return refused !== null && code !== null
    ? t('desktop.start.folder', { folder: refused, code })
    : t('desktop.start.early', { fault, folder })
}

/**
 * Ends a program that does not even show its window: with a sentence on standard error and in a box that
 * blocks nothing, and with exit code 1, after a minute at the latest.
 */
export const endInWords = async (deps: {
  electron: ElectronModules
  parts: Parts
  sentenceOf: (t: Translate) => string
}): Promise<void> => {
  const { electron, parts, sentenceOf } = deps
  const { app, dialog } = electron
  const speech = createSpeech(parts.texts, app.getLocale())
  const t = speech.translate()
  const sentence = sentenceOf(t)
  process.stderr.write(`${printable(sentence)}\n`)
  const shown = app
    .whenReady()
    .then(() => dialog.showMessageBox({ type: 'error', title: t('desktop.start.title'), message: sentence }))
    .catch((failure: unknown) => parts.log.error('box-not-shown', faultOf(failure)))
  let cancel: () => void = () => undefined
  const timeUp = new Promise<void>((resolve) => {
    cancel = parts.clock.after(SHOWN_MS, resolve)
  })
  await Promise.race([shown, timeUp])
  cancel()
  app.exit(1)
}
