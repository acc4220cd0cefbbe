import { SearchBox } from '@fluentui/react-components'
import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { findHref, go, type Route } from '../client/router.ts'
import { useHotel, useNow } from '../client/use-hotel.tsx'
import mark from '../theme/app.svg'

/**
 * Name, hotel, search and clock. The search goes to Find with the first letter and follows every further one.
 */
export const TitleBar = ({ route, search }: { route: Route; search: RefObject<HTMLInputElement | null> }) => {
  const { t } = useTranslation()
  const { health, formats } = useHotel()
  const now = useNow()
  const asked = route.name === 'find' ? route.q : ''
  const [typed, setTyped] = useState(asked)
  useEffect(() => setTyped(asked), [asked])

  const onType = (text: string) => {
    setTyped(text)
    const narrowed = route.name === 'find' ? { show: route.show, cause: route.cause } : {}
    if (text || route.name === 'find')
      go(findHref({ ...narrowed, q: text }), route.name === 'find' ? 'instead' : 'next')
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && typed) {
      event.stopPropagation()
      onType('')
    }
    if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault()
      if (route.name !== 'find') go(findHref({ q: typed }))
      else document.querySelector<HTMLElement>('[data-answers] a')?.focus()
    }
  }
  return (
    <header className="titlebar">
      <div className="titlebar-name">
        <img src={mark} alt="" />
        <strong>{t('app.name')}</strong>
        <span className="titlebar-hotel">{health.hotelName}</span>
      </div>
      <search className="titlebar-search" aria-label={t('search.name')}>
        <SearchBox
          input={{ ref: search }}
          value={typed}
          aria-label={t('search.placeholder')}
          placeholder={t('search.placeholder')}
          contentAfter={typed ? null : <kbd>{t('search.key')}</kbd>}
          dismiss={typed ? { 'aria-label': t('search.clear') } : null}
          onChange={(_event, { value }) => onType(value)}
          onKeyDown={onKey}
        />
      </search>
      <time className="titlebar-clock">{formats.clock(now)}</time>
    </header>
  )
}
