/** The header by which callers with one token say which window asks: what one has unlocked stays closed to the others. */
export const windowHeader = 'x-night-porter-window'
