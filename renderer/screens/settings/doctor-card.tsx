import { Button } from '@fluentui/react-components'
import { ArrowClockwise16Regular } from '@fluentui/react-icons'
import { useTranslation } from 'react-i18next'
import type { CheckStep } from '../../../main/contract/methods.ts'
import { useCall } from '../../client/use-night-porter.tsx'
import { Mark } from '../../parts/glyphs.tsx'
import { PartOfScreen } from '../../parts/part-of-screen.tsx'
import { ErrorBar, Pending } from '../../parts/pending.tsx'
import { checkSights } from './test-steps.tsx'

const order: readonly CheckStep['result'][] = ['fail', 'warn', 'pass', 'skipped']

/** The check-up of this PC: what fails first, each with what to do. */
export const DoctorCard = () => {
  const { t } = useTranslation()
  const doctor = useCall('doctor.run', {}, { onlyOnce: true })
  const checks = (doctor.data ?? []).toSorted((a, b) => order.indexOf(a.result) - order.indexOf(b.result))
  const count = (result: CheckStep['result']) => checks.filter((check) => check.result === result).length
  const sums = [
    t('doctor.pass', { count: count('pass') }),
    count('warn') > 0 && t('doctor.warn', { count: count('warn') }),
    count('fail') > 0 && t('doctor.fail', { count: count('fail') }),
  ].filter(Boolean)
  const title = (
    <>
      {t('doctor.title')} {doctor.data && <span className="head-count num">{sums.join(', ')}</span>}
    </>
  )
  return (
    <PartOfScreen
      id="doctor"
      title={title}
      isFlush
      beside={
        <Button icon={<ArrowClockwise16Regular />} onClick={() => void doctor.refetch()}>
          {doctor.isFetching ? t('doctor.running') : t('doctor.again')}
        </Button>
      }
    >
      {doctor.isError && <ErrorBar text={t('doctor.trouble')} />}
      {!doctor.data && !doctor.isError && <Pending />}
      <ul className="checks">
        {checks.map(({ name, result, sentence, fix }) => (
          <li key={name}>
            <Mark {...checkSights[result]} />
            <div>
              <strong>{name}</strong>
              <p className="quiet">{sentence}</p>
              {fix && result !== 'pass' && (
                <p className="fix">
                  <strong>{t('doctor.fix')}</strong> {fix}
                </p>
              )}
            </div>
            <span className="quiet">{t(`check.${result}`)}</span>
          </li>
        ))}
      </ul>
    </PartOfScreen>
  )
}
