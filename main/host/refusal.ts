import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { SettingsRead, SettingsSource } from '../core/ports/settings.ts'
import type { Translate } from '../core/ports/texts.ts'

/**
 * Why Night Porter cannot work on a data folder. Plain data: it travels from the engine's thread to whoever
 * shows it. `lastGoodAt`: when the last good settings were kept, which a person may put back; null: there are
 * none. They are never used unasked: what was changed by hand was meant, and a hotel must not send with other
 * settings than it believes.
 */
export const StartRefusal = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['settings-missing', 'settings-unreadable']),
    file: z.string(),
    lastGoodAt: z.number().nullable(),
  }),
  z.object({
    kind: z.literal('settings-wrong'),
    file: z.string(),
    problems: z.array(z.object({ field: z.string(), problem: z.string() })),
    lastGoodAt: z.number().nullable(),
  }),
  /** A broken or foreign database, a full disk, a missing key: a sentence made to be shown. */
  z.object({ kind: z.literal('data-unusable'), sentence: z.string() }),
  /** A bug. `fault` is the error's class. */
  z.object({ kind: z.literal('fault'), fault: z.string(), folder: z.string() }),
])
export type StartRefusal = z.infer<typeof StartRefusal>

/** What is wrong with the settings of a data folder. */
export const settingsRefusal = (
  read: Extract<SettingsRead, { ok: false }>,
  { folder, source }: { folder: string; source: Pick<SettingsSource, 'lastGood'> },
): StartRefusal => {
  const file = join(folder, read.file)
  const lastGoodAt = source.lastGood()?.savedAt ?? null
  if (read.reason === 'missing') return { kind: 'settings-missing', file, lastGoodAt }
  if (read.reason === 'unreadable') return { kind: 'settings-unreadable', file, lastGoodAt }
  return { kind: 'settings-wrong', file, problems: read.problems, lastGoodAt }
}

/** For a terminal: one line for each wrong field, and what can be put in their place. */
export const refusalLines = (refusal: StartRefusal): string[] => [
  ...reasonLines(refusal),
  ...('lastGoodAt' in refusal && refusal.lastGoodAt !== null
    ? [
        `The last good settings (${new Date(refusal.lastGoodAt).toISOString()}) are kept beside it. To put them back: np settings restore --data ${dirname(refusal.file)}`,
      ]
    : []),
]

const reasonLines = (refusal: StartRefusal): string[] => {
  switch (refusal.kind) {
    case 'settings-missing':
      return [
        `${refusal.file} is missing. Write it as README shows, or start with npm start to try the rehearsal hotel.`,
      ]
    case 'settings-unreadable':
      return [`${refusal.file} cannot be read. Give this user the right to read it.`]
    case 'settings-wrong':
      return [
        `${refusal.file} is wrong; nothing was started:`,
        ...refusal.problems.map(({ field, problem }) => `  ${field}: ${problem}`),
      ]
    case 'data-unusable':
      return [refusal.sentence]
    case 'fault':
      return [
        `Night Porter could not open ${refusal.folder} because of a fault of its own (${refusal.fault}). The log is in ${join(refusal.folder, 'logs')}.`,
      ]
  }
}

/** For a window: what is wrong, and what hotel IT can put back. */
export const refusalSentence = (refusal: StartRefusal, t: Translate): string =>
  'lastGoodAt' in refusal && refusal.lastGoodAt !== null
    ? `${reasonSentence(refusal, t)} ${t('desktop.start.lastGood', { folder: dirname(refusal.file) })}`
    : reasonSentence(refusal, t)

const reasonSentence = (refusal: StartRefusal, t: Translate): string => {
  switch (refusal.kind) {
    case 'settings-missing':
      return t('desktop.start.settingsMissing', { file: refusal.file })
    case 'settings-unreadable':
      return t('desktop.start.settingsUnreadable', { file: refusal.file })
    case 'settings-wrong': {
      const [first] = refusal.problems
      return first
        ? t('desktop.start.settingsWrong', { file: refusal.file, ...first })
        : t('desktop.start.settingsUnreadable', { file: refusal.file })
    }
    case 'data-unusable':
      return refusal.sentence
    case 'fault':
      return t('desktop.start.failed', { fault: refusal.fault, folder: refusal.folder })
  }
}

/** 2: settings missing or wrong; 1: everything else. */
export const refusalExit = ({ kind }: StartRefusal): 1 | 2 => (kind.startsWith('settings-') ? 2 : 1)
