import { expect, it } from 'vitest'
import { sleepMinutesIn } from '../../../../main/core/service/sleep-setting.ts'

const english = (seconds: string) => `
Power Scheme GUID: 381b4222-f694-41f0-9685-ff5bb260df2e  (Balanced)
  GUID Alias: SCHEME_BALANCED
  Subgroup GUID: 238c9fa8-0aad-41ed-83f4-97be242c8f20  (Sleep)
    GUID Alias: SUB_SLEEP
    Power Setting GUID: 29f6c1db-86da-48c5-9fdb-f2b67b1f44da  (Sleep after)
      GUID Alias: STANDBYIDLE
      Minimum Possible Setting: 0x00000000
      Maximum Possible Setting: 0xffffffff
      Possible Settings increment: 0x00000001
      Possible Settings units: Seconds
    Current AC Power Setting Index: ${seconds}
    Current DC Power Setting Index: 0x00000384
`

const GERMAN = `
GUID des Energieschemas: 381b4222-f694-41f0-9685-ff5bb260df2e  (Ausbalanciert)
  GUID der Untergruppe: 238c9fa8-0aad-41ed-83f4-97be242c8f20  (Energie sparen)
    GUID der Energieeinstellung: 29F6C1DB-86DA-48C5-9FDB-F2B67B1F44DA  (Deaktivierung nach)
      M\u0094gliche Minimaleinstellung: 0x00000000
      M\u0094gliche Maximaleinstellung: 0xffffffff
      Inkrement der m\u0094glichen Einstellungen: 0x00000001
      Einheiten der m\u0094glichen Einstellungen: Sekunden
    Index der aktuellen Wechselstromeinstellung: 0x00000e10
    Index der aktuellen Gleichstromeinstellung: 0x00000000
`

it.each([
  ['30 minutes', english('0x00000708'), 30],
  ['never', english('0x00000000'), 0],
  ['German Windows, an hour', GERMAN, 60],
  ['nothing', '', null],
  ['a PC without the setting', 'Invalid Parameters -- try "/?" for help', null],
])('reads after how long a PC sleeps: %s', (_what, printed, minutes) => {
  expect(sleepMinutesIn(printed)).toBe(minutes)
})
