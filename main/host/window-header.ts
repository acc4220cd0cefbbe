/**
 * The header by which callers with one token say which window asks: what one has unlocked stays closed to the
 * others.
 */
export const WINDOW_HEADER = 'x-night-porter-window'
