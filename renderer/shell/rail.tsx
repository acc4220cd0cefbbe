import { Tooltip } from '@fluentui/react-components'
import { type FluentIcon, Home20Regular, Search20Regular, Settings20Regular } from '@fluentui/react-icons'
import { useTranslation } from 'react-i18next'
import { findHref, hrefOf, type Route } from '../client/router.ts'
import { useHotel } from '../client/use-hotel.tsx'

type Entry = { name: 'home' | 'find' | 'settings'; href: string; icon: FluentIcon }

const entries: readonly Entry[] = [
  { name: 'home', href: hrefOf({ name: 'home' }), icon: Home20Regular },
  { name: 'find', href: findHref(), icon: Search20Regular },
  { name: 'settings', href: hrefOf({ name: 'settings' }), icon: Settings20Regular },
]

/** The places of Night Porter. The badge counts reservations that need somebody. */
export const Rail = ({ route }: { route: Route }) => {
  const { t } = useTranslation()
  const count = useHotel().health.reservations.needSomeone
  return (
    <nav className="rail" aria-label={t('rail.name')} data-region>
      {entries.map(({ name, href, icon: Icon }) => {
        const isHere = route.name === name
        return (
          <Tooltip
            key={name}
            content={t(`rail.${name}`)}
            relationship="description"
            positioning="after"
            showDelay={700}
          >
            <a
              href={href}
              aria-current={isHere ? 'page' : undefined}
              className={name === 'settings' ? 'rail-last' : undefined}
            >
              <Icon aria-hidden="true" />
              <span className="rail-word">{t(`rail.${name}`)}</span>
              {name === 'home' && count > 0 && (
                <>
                  <span className="badge num" aria-hidden="true">
                    {count > 99 ? '99+' : count}
                  </span>
                  <span className="only-heard">{t('rail.needSomeone', { count })}</span>
                </>
              )}
            </a>
          </Tooltip>
        )
      })}
    </nav>
  )
}
