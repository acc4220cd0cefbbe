import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Health } from '../../main/contract/health.ts'
import { createFormats, type Formats } from '../i18n/formats.ts'

type Hotel = {
  health: Health
  formats: Formats
  /** The business day, `yyyy-mm-dd`: who arrives on it arrives today. */
  today: string
  /**
   * Night Porter does not answer, or has no engine: why, in words. What is on screen is the last that was
   * known. Null: all is well.
   */
  lost: string | null
}

const Context = createContext<Hotel | null>(null)

/** The hotel that the screens show: its health, its language and its clock. */
export const useHotel = (): Hotel => {
  const hotel = useContext(Context)
  if (!hotel) throw new Error('A screen was drawn before the first answer.')
  return hotel
}

/** Gives the screens the hotel, and switches their language to the hotel's. */
export const HotelProvider = ({
  health,
  lost,
  children,
}: {
  health: Health
  lost: string | null
  children: ReactNode
}) => {
  const { i18n } = useTranslation()
  const { locale, timeZone } = health
  const formats = useMemo(() => createFormats({ locale, timeZone }), [locale, timeZone])
  useEffect(() => {
    if (i18n.language !== locale) void i18n.changeLanguage(locale)
    document.documentElement.lang = locale
    document.title = `Night Porter – ${health.hotelName}`
  }, [i18n, locale, health.hotelName])
  const value = { health, formats, today: formats.dayOf(health.dayStartedAt), lost }
  return <Context.Provider value={value}>{children}</Context.Provider>
}

/** The present moment, new at the start of every minute: enough for everything that is shown in hh:mm. */
export const useNow = (): number => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), 60_000 - (now % 60_000) + 20)
    return () => clearTimeout(timer)
  }, [now])
  return now
}
