import { useEffect } from 'react'
import { findHref, go, hrefOf } from '../client/router.ts'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

const hasOpenDialog = (): boolean => document.querySelector('[role=dialog], [role=alertdialog]') !== null

const places = [hrefOf({ name: 'home' }), findHref(), hrefOf({ name: 'settings' })]

/** Puts the focus into the next of the regions on screen (rail, sentence, list, side), around in a circle. */
const focusNextRegion = (step: 1 | -1): void => {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')]
  if (!regions.length) return
  const here = regions.findIndex((region) => region.contains(document.activeElement))
  const region = regions[here === -1 ? 0 : (here + step + regions.length) % regions.length]
  if (!region) return
  const first = region.querySelector<HTMLElement>('a[href], button, input, [tabindex="0"]')
  // A region without anything to press still takes the focus, so that it can be read.
  if (!first) region.tabIndex = -1
  const target = first ?? region
  target.focus()
}

/**
 * The keys that work everywhere: Ctrl F or / to search, Alt 1 to 3 for the rail, F6 for the next region, Esc
 * to go back.
 */
export const useShortcuts = ({ focusSearch }: { focusSearch: () => void }): void => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || hasOpenDialog()) return
      const isFind =
        (event.ctrlKey && !event.altKey && event.key.toLowerCase() === 'f') ||
        (event.key === '/' && !isTyping(event.target))
      const place = event.altKey && !event.ctrlKey ? places[Number(event.key) - 1] : undefined
      if (isFind) focusSearch()
      else if (place) go(place)
      else if (event.key === 'F6') focusNextRegion(event.shiftKey ? -1 : 1)
      else if (event.key === 'Escape' && !/^#?\/?$/.test(window.location.hash)) window.history.back()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [focusSearch])
}

/** Runs what R means on this screen: resend the chosen one. */
export const useResendKey = (onResend: (() => void) | null): void => {
  useEffect(() => {
    if (!onResend) return
    const onKey = (event: KeyboardEvent) => {
      const isR =
        event.key.toLowerCase() === 'r' && !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey
      if (!isR || event.defaultPrevented || isTyping(event.target) || hasOpenDialog()) return
      event.preventDefault()
      onResend()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [onResend])
}
