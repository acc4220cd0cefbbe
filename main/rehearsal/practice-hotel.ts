import type { SettingsFile } from '../contract/settings.ts'
import { pmsxchange } from '../core/channels/pmsxchange/channel.ts'
import { Scenario, type ScenarioFile } from './scenario.ts'

/**
 * The practice hotel: what a newcomer sees without settings or account. Every value says that it is for
 * practice.
 */

export const PRACTICE_HOTEL_CODE = 'AURORA'
export const PRACTICE_REQUESTOR_ID = 'PRACTICE'
export const PRACTICE_USERNAME = 'practice-user'
export const PRACTICE_PASSWORD = 'practice-only-password'
/** Name of the practice password in the secret store. */
export const PRACTICE_SECRET_NAME = 'practice'

/** The room the channel has not mapped yet; a minute and a half after the start it has. */
export const PRACTICE_WRONG_ROOM = 'SUI'
/** Ends the reservation id of the booking that meets two server errors. */
const PRACTICE_STUBBORN_ENDING = '-05'

/** The practice scenario as people would write it. */
export const practiceScenarioFile = {
  name: 'Practice',
  hotel: {
    code: PRACTICE_HOTEL_CODE,
    name: 'Hotel Aurora',
    rooms: ['SGL', 'DBL', 'TWN', 'FAM', PRACTICE_WRONG_ROOM],
    rates: ['BAR', 'NRF', 'BB'],
  },
  credentials: { requestorId: PRACTICE_REQUESTOR_ID, username: PRACTICE_USERNAME, password: PRACTICE_PASSWORD },
  rules: [
    { from: '+20s', until: '+28s', do: { status: 503, html: true } },
    {
      match: { contains: `RoomTypeCode="${PRACTICE_WRONG_ROOM}"` },
      until: '+90s',
      do: { otaError: { type: '3', code: '402', text: 'Room does not exist' } },
    },
    { match: { reservationId: `*${PRACTICE_STUBBORN_ENDING}` }, times: 2, do: { status: 500 } },
  ],
} satisfies ScenarioFile

/**
 * A sane practice: a short maintenance, an unknown room that becomes known, one booking that gets through at
 * the third try.
 */
export const practiceScenario = (): Scenario => Scenario.parse(practiceScenarioFile)

/** A connection to the stand-in's pmsXchange half at `origin`, with the practice credentials. */
export const practiceConnection = (origin: string) => ({
  id: 'practice',
  kind: pmsxchange.kind,
  label: pmsxchange.label,
  url: `${origin}/webservices/${PRACTICE_REQUESTOR_ID}`,
  requestorId: PRACTICE_REQUESTOR_ID,
  username: PRACTICE_USERNAME,
  passwordSecret: PRACTICE_SECRET_NAME,
})

/**
 * Settings that go with it: the stand-in's address, a quick ladder, a scan each second. Times are the
 * system's zone.
 */
export const practiceSettings = ({ port, exportFolder }: { port: number; exportFolder: string }): SettingsFile => ({
  version: 1,
  hotelName: 'Hotel Aurora',
  rehearsal: true,
  connections: [
    {
      ...practiceConnection(`http://127.0.0.1:${port}`),
      timeoutSeconds: 10,
      retry: { steps: [2, 4, 8, 15], alarmAfterMinutes: 2, giveUpAfterMinutes: 10 },
    },
  ],
  folders: [
    {
      id: 'practice',
      path: exportFolder,
      connection: 'practice',
      pattern: '*.xml',
      ready: { kind: 'quiet', seconds: 0.5 },
      scanSeconds: 1,
    },
  ],
})
