import { useTranslation } from 'react-i18next'
import { useHotel } from '../client/use-hotel.tsx'
import type { Rung } from './ladder-model.ts'

/** What stands over a rung: how long the wait to it was. */
const Over = ({ rung }: { rung: Rung }) => {
  const { t } = useTranslation()
  const { formats } = useHotel()
  if (rung.kind === 'folded') return <b className="num">{t('ladder.more', { count: rung.count })}</b>
  if (rung.kind === 'then') return <b>{t('ladder.goesOn')}</b>
  return <b className="num">{rung.gapMs === null ? '' : formats.lasting(Math.round(rung.gapMs / 1000) * 1000)}</b>
}

/** The time under a rung; within the same hour minutes and seconds are enough. */
const useTimes = (rungs: readonly Rung[]): string[] => {
  const { t } = useTranslation()
  const { formats } = useHotel()
  let hour = ''
  return rungs.map((rung) => {
    if (rung.at === null) return '…'
    if (rung.kind === 'then') return t('ladder.until', { at: formats.time(rung.at) })
    const full = formats.seconds(rung.at)
    if (rung.kind === 'next') return t('ladder.next', { at: full })
    const short = full.slice(0, 2) === hour && rungs.length > 3 ? formats.minutes(rung.at) : full
    hour = full.slice(0, 2)
    return short
  })
}

/**
 * One point for each try, the way to it as wide as the wait felt; the next one is hollow, what follows is
 * dotted.
 */
export const Ladder = ({ rungs }: { rungs: readonly Rung[] }) => {
  const { t } = useTranslation()
  const times = useTimes(rungs)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways in a narrow window and must be reachable by keyboard then
    <ol className={rungs.length <= 3 ? 'ladder ladder-short' : 'ladder'} aria-label={t('ladder.name')} tabIndex={0}>
      {rungs.map((rung, index) => (
        <li
          key={`${rung.kind}-${rung.n}`}
          className={`rung rung-${rung.kind} rung-${rung.tone}`}
          style={{ flexGrow: rung.width }}
        >
          <Over rung={rung} />
          <i />
          <span className="num">
            {rung.kind === 'captured' ? t('ladder.captured', { at: times[index] }) : times[index]}
          </span>
        </li>
      ))}
    </ol>
  )
}
