import { useSyncExternalStore } from 'react'
import type { Look } from './fluent-theme.ts'

const contrast = '(forced-colors: active)'
const dark = '(prefers-color-scheme: dark)'

const subscribe = (onChange: () => void): (() => void) => {
  const queries = [matchMedia(contrast), matchMedia(dark)]
  for (const query of queries) query.addEventListener('change', onChange)
  return () => {
    for (const query of queries) query.removeEventListener('change', onChange)
  }
}

const read = (): Look => (matchMedia(contrast).matches ? 'contrast' : matchMedia(dark).matches ? 'dark' : 'light')

/** The look that Windows (or the browser) asks for, followed while it changes. */
export const useLook = (): Look => useSyncExternalStore(subscribe, read)
