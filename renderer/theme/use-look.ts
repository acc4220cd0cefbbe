import { useSyncExternalStore } from 'react'
import type { Look } from './fluent-theme.ts'

const CONTRAST = '(forced-colors: active)'
const DARK = '(prefers-color-scheme: dark)'

const subscribe = (onChange: () => void): (() => void) => {
  const queries = [matchMedia(CONTRAST), matchMedia(DARK)]
  for (const query of queries) query.addEventListener('change', onChange)
  return () => {
    for (const query of queries) query.removeEventListener('change', onChange)
  }
}

const read = (): Look => (matchMedia(CONTRAST).matches ? 'contrast' : matchMedia(DARK).matches ? 'dark' : 'light')

/** The look that Windows (or the browser) asks for, followed while it changes. */
export const useLook = (): Look => useSyncExternalStore(subscribe, read)
