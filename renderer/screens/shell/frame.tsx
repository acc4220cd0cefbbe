import { useTranslation } from 'react-i18next'
import { type FailureCode, failureCode } from '../../client/call-failure.ts'
import { HotelProvider } from '../../client/use-hotel.tsx'
import { useCall } from '../../client/use-night-porter.tsx'
import { Looking, Trouble } from '../../parts/looking.tsx'
import { Shell } from './shell.tsx'

const troubleOf = (code: FailureCode): 'app.noKey' | 'app.mismatch' | 'app.lost' => {
  if (code === 'unauthorized') return 'app.noKey'
  return code === 'unexpected-answer' ? 'app.mismatch' : 'app.lost'
}

/** Asks for the hotel's health first: its language, its clock and its sentence are what every screen stands on. */
export const Frame = () => {
  const { t } = useTranslation()
  const health = useCall('health.get', {})
  if (health.data) {
    return (
      <HotelProvider health={health.data} isLost={health.isError}>
        <Shell />
      </HotelProvider>
    )
  }
  return (
    <main className="before">
      <h1>{t('app.name')}</h1>
      {health.isError ? <Trouble text={t(troubleOf(failureCode(health.error)))} /> : <Looking />}
    </main>
  )
}
