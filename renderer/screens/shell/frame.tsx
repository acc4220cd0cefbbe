import { useTranslation } from 'react-i18next'
import { failureCode } from '../../client/call-failure.ts'
import { HotelProvider } from '../../client/use-hotel.tsx'
import { useCall } from '../../client/use-night-porter.tsx'
import { Looking, Trouble } from '../../parts/looking.tsx'
import { Shell } from './shell.tsx'

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
      {health.isError ? <Trouble text={failureCode(health.error) === 'unauthorized' ? t('app.noKey') : t('app.lost')} /> : <Looking />}
    </main>
  )
}
