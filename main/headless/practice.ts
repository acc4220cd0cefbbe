import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSystemClock } from '../adapters/clock.ts'
import { createFileSecrets } from '../adapters/secrets-file.ts'
import {
  PRACTICE_PASSWORD,
  PRACTICE_SECRET_NAME,
  practiceScenario,
  practiceSettings,
} from '../rehearsal/practice-hotel.ts'
import { startPracticePms } from '../rehearsal/practice-pms.ts'
import { type StandIn, startStandIn } from '../rehearsal/stand-in.ts'

const EVERY_MS = 4_000

/**
 * The rehearsal hotel: a stand-in for the channel on loopback, an export folder, and a PMS that drops
 * bookings into it.
 */
export type Practice = { exportFolder: string; standIn: StandIn; startPms: () => void; stop: () => Promise<void> }

/**
 * Prepares a data folder for practice: its settings point at this run's stand-in. Never touches settings of
 * another kind.
 */
export const startPractice = async (folder: string): Promise<Practice> => {
  const exportFolder = join(folder, 'PMS-Export')
  mkdirSync(exportFolder, { recursive: true })
  const standIn = await startStandIn({ port: 0, scenario: practiceScenario() })
  writeFileSync(
    join(folder, 'settings.json'),
    `${JSON.stringify(practiceSettings({ port: standIn.port, exportFolder }), null, 2)}\n`,
  )
  createFileSecrets({ folder }).set(PRACTICE_SECRET_NAME, PRACTICE_PASSWORD)
  let pms: ReturnType<typeof startPracticePms> | null = null
  return {
    exportFolder,
    standIn,
    startPms: () => {
      pms ??= startPracticePms({
        folder: exportFolder,
        everyMs: EVERY_MS,
        clock: createSystemClock(),
        random: Math.random,
      })
    },
    stop: async () => {
      await pms?.stop()
      await standIn.close()
    },
  }
}
