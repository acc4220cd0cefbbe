import { useHotel } from '../../client/use-hotel.tsx'
import { useCall } from '../../client/use-night-porter.tsx'
import { inOrder } from '../../parts/cause-words.ts'
import { sentenceName } from '../../parts/looks.ts'
import { useStill } from '../../parts/still.ts'
import { CauseCard } from './cause-card.tsx'
import { GoingOut } from './going-out.tsx'
import { LastDelivered } from './last-delivered.tsx'
import { Notices } from './notices.tsx'
import { Sentence } from './sentence.tsx'
import { Today } from './today.tsx'
import { useGoingOut } from './use-going-out.ts'
import { Watching } from './watching.tsx'
import { WhatNext } from './what-next.tsx'

/** Two seconds: one sentence; below it what needs somebody, what goes out by itself, and how the day goes. */
export const HomeScreen = () => {
  const { health, today } = useHotel()
  const causes = useCall('causes.list', {})
  const goingOut = useGoingOut(today)
  const groups = useStill(inOrder(causes.data ?? []), ({ cause, connection }) => `${connection}/${cause}`)
  const outage = health.connections.find(({ state }) => state === 'outage')
  const isQuiet = causes.data?.length === 0 && goingOut.items.length === 0
  return (
    <>
      <Sentence name={sentenceName(health, causes.data)} />
      <Notices />
      <div className="cols">
        <div className="stack" data-region>
          {groups.items.length > 0 && (
            <div className="stack" {...groups.handlers}>
              {groups.items.map((group) => (
                <CauseCard key={`${group.connection}/${group.cause}`} group={group} />
              ))}
            </div>
          )}
          {outage && (
            <WhatNext
              connection={outage}
              heldId={goingOut.items.find(({ heldBy }) => heldBy?.kind === 'outage')?.id ?? null}
            />
          )}
          {goingOut.items.length > 0 && <GoingOut items={goingOut.items} />}
          {isQuiet && goingOut.isKnown && <LastDelivered />}
        </div>
        <aside className="stack" aria-label={health.hotelName} data-region>
          <Today />
          <Watching />
        </aside>
      </div>
    </>
  )
}
