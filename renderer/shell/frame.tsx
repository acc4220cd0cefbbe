import { useTranslation } from 'react-i18next'
import { type CallFailure, failureCode } from '../client/call-failure.ts'
import { HotelProvider } from '../client/use-hotel.tsx'
import { useCall } from '../client/use-night-porter.tsx'
import { ErrorBar, Pending } from '../parts/pending.tsx'
import { Shell } from './shell.tsx'

type StartProblem = { key: 'app.noKey' | 'app.mismatch' | 'app.lost' } | { text: string }

/**
 * Why there is no answer. Night Porter's own reason is a sentence: it is starting, or cannot send and says
 * what to do.
 */
const problemOf = (error: CallFailure): StartProblem => {
  const code = failureCode(error)
  if (code === 'not-available') return { text: error.message }
  if (code === 'unauthorized') return { key: 'app.noKey' }
  return { key: code === 'unexpected-answer' ? 'app.mismatch' : 'app.lost' }
}

/**
 * Asks for the hotel's health first: its language, its clock and its sentence are what every screen stands
 * on.
 */
export const Frame = () => {
  const { t } = useTranslation()
  const health = useCall('health.get', {})
  const trouble = health.error ? problemOf(health.error) : null
  const text = trouble && ('key' in trouble ? t(trouble.key) : trouble.text)
  if (health.data) {
    return (
      <HotelProvider health={health.data} lost={text}>
        <Shell />
      </HotelProvider>
    )
  }
  return (
    <main className="before">
      <h1>{t('app.name')}</h1>
      {text === null ? <Pending /> : <ErrorBar text={text} />}
    </main>
  )
}
