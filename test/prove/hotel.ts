import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { SeenRequest } from '../../main/rehearsal/request-log.ts'
import { parseScenario, type Scenario, type ScenarioFile } from '../../main/rehearsal/scenario.ts'
import { type StandIn, startStandIn } from '../../main/rehearsal/stand-in.ts'
import {
  drop,
  practiceHotel,
  practiceSecrets,
  type Running,
  removeFolder,
  runNightPorter,
  temporaryFolder,
} from '../support/night-porter.ts'
import type { Exported } from './bookings.ts'

/** One data folder, one export folder and the stand-in, for a whole part: processes come and go on them. */
export type Hotel = {
  data: string
  exportFolder: string
  standIn: StandIn
  settings: unknown
  start(env?: NodeJS.ProcessEnv): Promise<Running>
  drop(file: Exported): void
  /** Exports that still lie in the folder under their name, or under one they are given on their way out. */
  lying(): string[]
  /**
   * Reads what a process said before it died and what still lies unread in the stand-in's sockets, both being
   * this process. Until then the death is not over: a request read later would seem to come from nobody.
   */
  hearOut(): Promise<void>
  /**
   * Ends the stand-in and takes the folders away; `isKept`: leaves them for whoever looks into a problem, and
   * gives where.
   */
  close(isKept?: boolean): Promise<string>
}

export const scenarioOf = (file: ScenarioFile): Scenario => {
  const result = parseScenario(file)
  if (!result.ok) throw new Error(`the scenario is wrong: ${JSON.stringify(result.problems.slice(0, 3))}`)
  return result.scenario
}

export type HotelParts = {
  scenario: ScenarioFile
  onSeen?: (seen: SeenRequest) => void
  /** Where the data folder lies; a temporary folder of its own by default. */
  data?: string
  timeoutSeconds?: number
  retry?: { steps: number[]; alarmAfterMinutes: number; giveUpAfterMinutes: number }
}

const shortRetry = { steps: [0.1, 0.2, 0.4], alarmAfterMinutes: 30, giveUpAfterMinutes: 60 }

export const openHotel = async ({
  scenario,
  onSeen,
  data: given,
  timeoutSeconds = 3,
  retry = shortRetry,
}: HotelParts): Promise<Hotel> => {
  const base = temporaryFolder()
  const data = given ?? join(base, 'data')
  const exportFolder = join(base, 'export')
  mkdirSync(data, { recursive: true })
  mkdirSync(exportFolder)
  const standIn = await startStandIn({
    port: 0,
    scenario: scenarioOf(scenario),
    keep: 1_000_000,
    ...(onSeen ? { onSeen } : {}),
  })
  const settings = practiceHotel({
    url: standIn.url,
    exportFolder,
    connection: { timeoutSeconds, retry },
  })
  return {
    data,
    exportFolder,
    standIn,
    settings,
    start: (env = {}) =>
      runNightPorter(
        existsSync(join(data, 'settings.json')) ? { data, env } : { data, settings, secrets: practiceSecrets, env },
      ),
    drop: ({ fileName, content }) => drop(exportFolder, fileName, content),
    lying: () => readdirSync(exportFolder),
    hearOut: async () => {
      // A connection is accepted in one turn of the event loop and read in the next ones.
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
    },
    close: async (isKept = false) => {
      await standIn.close()
      if (!isKept) removeFolder(base)
      return base
    },
  }
}
