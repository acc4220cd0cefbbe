import { useCallback, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { parseRoute, type Route, useHash } from '../client/router.ts'
import { useHotel } from '../client/use-hotel.tsx'
import { useHostInfo } from '../client/use-night-porter.tsx'
import { useShortcuts } from '../parts/use-shortcuts.ts'
import { FindScreen } from '../screens/find/find-screen.tsx'
import { HomeScreen } from '../screens/home/home-screen.tsx'
import { MessageScreen } from '../screens/message/message-screen.tsx'
import { SettingsScreen } from '../screens/settings/settings-screen.tsx'
import { Announcer } from './announcer.tsx'
import { Rail } from './rail.tsx'
import { RehearsalBanner } from './rehearsal-banner.tsx'
import { TitleBar } from './title-bar.tsx'

const Screen = ({ route }: { route: Route }) => {
  if (route.name === 'find') return <FindScreen {...route} />
  if (route.name === 'message') return <MessageScreen key={route.id} id={route.id} />
  if (route.name === 'settings') return <SettingsScreen />
  return <HomeScreen />
}

/** The window: banner of practice, title bar, rail and the screen that the address names. */
export const Shell = () => {
  const { t } = useTranslation()
  const { health, lost } = useHotel()
  const { kind } = useHostInfo()
  const route = parseRoute(useHash())
  const search = useRef<HTMLInputElement>(null)
  const main = useRef<HTMLElement>(null)
  const focusSearch = useCallback(() => {
    search.current?.focus()
    search.current?.select()
  }, [])
  useShortcuts({ focusSearch })
  const place = route.name === 'message' ? `message/${route.id}` : route.name
  const earlierPlace = useRef(place)
  useEffect(() => {
    if (earlierPlace.current === place) return
    earlierPlace.current = place
    main.current?.scrollTo(0, 0)
    if (document.activeElement !== search.current) main.current?.focus()
  }, [place])
  const classes = [
    'app',
    health.isRehearsal ? 'app-drill' : '',
    kind === 'desktop' ? 'app-desktop' : '',
    lost !== null ? 'app-lost' : '',
  ]
  return (
    <div className={classes.filter(Boolean).join(' ')}>
      {health.isRehearsal && <RehearsalBanner />}
      <TitleBar route={route} search={search} />
      <Rail route={route} />
      <main
        className="main"
        ref={main}
        tabIndex={-1}
        aria-label={t(`rail.${route.name === 'message' ? 'message' : route.name}`)}
      >
        <div className="page">
          <Screen route={route} />
        </div>
      </main>
      <Announcer />
    </div>
  )
}
