import { useTranslation } from 'react-i18next'
import type { Attempt } from '../../../main/contract/message.ts'
import { useHotel, useNow } from '../../client/use-hotel.tsx'

/** Every different answer of the channel once, newest first, whole and in its own words. */
const answersOf = (attempts: readonly Attempt[]): Attempt[] => {
  const seen = new Set<string>()
  return attempts
    .toSorted((a, b) => b.n - a.n)
    .filter(({ vendorText, httpStatus }) => {
      const key = `${httpStatus} ${vendorText}`
      if ((vendorText === null && httpStatus === null) || seen.has(key)) return false
      seen.add(key)
      return true
    })
}

/** What the channel wrote, never mixed with our words and never shortened. */
export const VendorText = ({ attempts }: { attempts: readonly Attempt[] }) => {
  const { t } = useTranslation()
  const { formats } = useHotel()
  const now = useNow()
  return (
    <ul className="answers-of-channel">
      {answersOf(attempts).map((attempt) => (
        <li key={attempt.n} className="vendor">
          <p className="small quiet num">
            {t('vendor.head', { n: attempt.n, at: formats.moment(attempt.startedAt, now) })}
            {attempt.httpStatus !== null && ` · HTTP ${attempt.httpStatus}`}
          </p>
          <p className="mono">{attempt.vendorText ?? t('vendor.nothing')}</p>
          {attempt.echoToken && <p className="small quiet mono">EchoToken {attempt.echoToken}</p>}
        </li>
      ))}
    </ul>
  )
}
