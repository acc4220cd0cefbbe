import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Findings } from '../part.ts'
import { openVault } from './opened-vault.ts'
import type { PlantKind } from './plants.ts'
import { type Find, filesIn, type Needle, ofKinds, searchBytes, searchFiles } from './search.ts'

/** Where nothing may stand, and of which kinds. */

const everything = ['card', 'authentication', 'guest', 'secret'] as const satisfies readonly PlantKind[]
/** Staff see guests' names, and a masked copy is the booking as it was but for the card. */
const notEvenStaff = ['card', 'authentication', 'secret'] as const satisfies readonly PlantKind[]

export const names = {
  data: 'nothing planted stands in the data folder outside the vault',
  log: 'nothing planted stands in the logs',
  archive: 'no card, code or secret stands in what is left in the export folder',
  process: 'nothing planted stands in arguments, environment or output of the program',
  answers: 'no card, code or secret stands in an answer to a call',
  support: 'no guest stands in texts for others, settings or the doctor',
  pages: 'nothing planted stands in the pages',
  commands: 'no card, code or secret stands in what a command prints',
  vault: 'no code, track or other authentication data stands in the vault',
  opened: 'every sealed value is known to this proof and opens',
  control: 'the search finds each planted value in each encoding',
  arrived: 'what was planted came into the program',
} as const

/** Answers that go to people outside the hotel, or that hold no bookings. */
const forOthers = /^(?:messages\.support|settings\.|doctor\.|bundle\.|access\.|connections\.|notices\.)/

const sentence = ({ plant, place, encoding }: Find, when: string): string =>
  `${when}: ${plant.name} in ${place}, as ${encoding}`

export const createLooks = ({
  findings,
  data,
  exportFolders,
}: {
  findings: Findings
  data: string
  exportFolders: Record<string, string>
}) => {
  let looks = 0
  /** What was seen in the vault or at the channel, so that finding nothing elsewhere means something. */
  const arrived = new Set<string>()
  const told = new Set<string>()

  const tell = (name: string, when: string, finds: readonly Find[]): void => {
    const fresh = finds.filter((find) => {
      // The same value in the same place at every later look is one finding.
      const key = `${name} ${find.plant.name} ${find.place.replace(/\d/g, '')} ${find.encoding}`
      if (told.has(key)) return false
      told.add(key)
      return true
    })
    if (finds.length === 0) findings.check(name, null)
    for (const find of fresh) findings.check(name, sentence(find, when))
  }

  const searched = (needles: readonly Needle[], kinds: readonly PlantKind[], content: Buffer, place: string): Find[] =>
    searchBytes(ofKinds(needles, kinds), content, place)

  return {
    /** All files, and the vault of a database that is closed or in use. */
    atFiles(when: string, needles: readonly Needle[], known: ReadonlySet<string>): void {
      looks += 1
      const inData = filesIn(data).filter((file) => file !== join(data, 'serve.token'))
      const isLog = (file: string): boolean => file.endsWith('.log') || file.startsWith(join(data, 'logs'))
      tell(names.log, when, searchFiles(needles, data, inData.filter(isLog)))
      tell(
        names.data,
        when,
        searchFiles(
          needles,
          data,
          inData.filter((file) => !isLog(file)),
        ),
      )
      for (const [id, folder] of Object.entries(exportFolders)) {
        // What the PMS wrote and Night Porter has yet to take away, or leaves by its settings, is the PMS's.
        const files = filesIn(folder).filter((file) => !known.has(file))
        tell(
          names.archive,
          when,
          searchFiles(ofKinds(needles, notEvenStaff), folder, files).map((find) => ({
            ...find,
            place: `${find.place} (folder '${id}')`,
          })),
        )
      }
      if (!existsSync(join(data, 'night-porter.db'))) return
      const { values, unopened, unknownColumns } = openVault(data)
      findings.check(names.opened, unopened > 0 ? `${when}: ${unopened} values do not open` : null)
      findings.check(names.opened, unknownColumns.length > 0 ? `${when}: ${unknownColumns.join(', ')}` : null)
      const inVault = values.flatMap(({ column, bytes: content }) => searched(needles, everything, content, column))
      tell(
        names.vault,
        when,
        inVault.filter(({ plant }) => plant.kind === 'authentication'),
      )
      for (const { plant } of inVault) arrived.add(plant.name)
    },
    atProcess: (when: string, needles: readonly Needle[], content: Buffer): void =>
      tell(names.process, when, searched(needles, everything, content, 'arguments, environment or output')),
    atAnswer(when: string, needles: readonly Needle[], method: string, answer: string): void {
      const content = Buffer.from(answer)
      const isWhole = method === 'messages.original'
      if (!isWhole) tell(names.answers, when, searched(needles, notEvenStaff, content, `the answer to ${method}`))
      if (forOthers.test(method))
        tell(names.support, when, searched(needles, ['guest'], content, `the answer to ${method}`))
    },
    atPage: (when: string, needles: readonly Needle[], path: string, content: Buffer): void =>
      tell(names.pages, when, searched(needles, everything, content, path)),
    atCommand: (when: string, needles: readonly Needle[], command: string, printed: string): void =>
      tell(names.commands, when, searched(needles, notEvenStaff, Buffer.from(printed), `what ${command} prints`)),
    atChannel(needles: readonly Needle[], bodies: readonly string[]): void {
      for (const body of bodies)
        for (const { plant } of searchBytes(needles, Buffer.from(body), '')) arrived.add(plant.name)
    },
    arrived: (): ReadonlySet<string> => arrived,
    figures: () => ({ looks }),
  }
}
export type Looks = ReturnType<typeof createLooks>
