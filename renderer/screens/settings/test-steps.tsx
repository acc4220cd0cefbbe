import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CheckStep } from '../../../main/contract/methods.ts'
import { Mark } from '../../parts/glyphs.tsx'
import type { Indicator } from '../../parts/looks.ts'

export const checkSights: Record<CheckStep['result'], Indicator> = {
  pass: { tone: 'ok', glyph: 'tick' },
  warn: { tone: 'heal', glyph: 'warning' },
  fail: { tone: 'act', glyph: 'cross' },
  skipped: { tone: 'calm', glyph: 'info' },
}

const TICK_MS = 140

/** How many of the steps are shown yet: one after the other, all at once with reduced motion. */
const useTicking = (count: number): number => {
  const [shown, setShown] = useState(() => (matchMedia('(prefers-reduced-motion: reduce)').matches ? count : 0))
  useEffect(() => {
    if (shown >= count) return
    const timer = setTimeout(() => setShown(shown + 1), TICK_MS)
    return () => clearTimeout(timer)
  }, [shown, count])
  return shown
}

/** The steps of a connection test, ticking one by one, and the result in a sentence. */
export const TestSteps = ({ ok, steps, channel }: { ok: boolean; steps: readonly CheckStep[]; channel: string }) => {
  const { t } = useTranslation()
  const shown = useTicking(steps.length)
  return (
    <>
      <ul className="test-steps" aria-label={t('settings.testSteps')}>
        {steps.slice(0, shown).map(({ name, result, sentence }) => (
          <li key={name}>
            <Mark {...checkSights[result]} />
            <span>{sentence}</span>
          </li>
        ))}
      </ul>
      {shown === steps.length && (
        <p className={`note ${ok ? 'note-ok' : 'note-act'}`}>
          {t(ok ? 'settings.testOk' : 'settings.testFailed', { channel })}
        </p>
      )}
    </>
  )
}
