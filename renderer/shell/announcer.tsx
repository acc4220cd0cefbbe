import { useEffect, useRef, useState } from 'react'
import { useHotel } from '../client/use-hotel.tsx'
import { useCall } from '../client/use-night-porter.tsx'

const QUIET_MS = 10_000

/**
 * Says the sentence to screen readers: politely and at most every 10 s; at once only when sending stops or a
 * new cause turns up.
 */
export const Announcer = () => {
  const { health, lost } = useHotel()
  const causes = useCall('causes.list', {})
  const sentence = lost ?? health.sentence
  const [polite, setPolite] = useState('')
  const saidAt = useRef(0)
  useEffect(() => {
    if (health.level === 'stopped' && lost === null) return
    const timer = setTimeout(
      () => {
        saidAt.current = Date.now()
        setPolite(sentence)
      },
      Math.max(0, saidAt.current + QUIET_MS - Date.now()),
    )
    return () => clearTimeout(timer)
  }, [sentence, health.level, lost])

  const [urgent, setUrgent] = useState('')
  const known = useRef<Set<string> | null>(null)
  useEffect(() => {
    if (!causes.data) return
    const fresh = causes.data.filter(({ cause }) => known.current && !known.current.has(cause))
    known.current = new Set(causes.data.map(({ cause }) => cause))
    if (fresh.length) setUrgent(fresh.map(({ title }) => title).join('. '))
  }, [causes.data])
  return (
    <>
      <div className="only-heard" role="status">
        {polite}
      </div>
      <div className="only-heard" role="alert">
        {health.level === 'stopped' ? health.sentence : urgent}
      </div>
    </>
  )
}
