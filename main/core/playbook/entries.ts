import { dataEntries, mappingEntries } from './entries/data.ts'
import { fileEntries } from './entries/file.ts'
import { jobEntries } from './entries/job.ts'
import { linkEntries } from './entries/link.ts'
import { orderEntries } from './entries/order.ts'
import { doneEntries, noteEntries, queueEntries, unknownEntries } from './entries/queue.ts'
import { serverEntries } from './entries/server.ts'
import { setupEntries } from './entries/setup.ts'
import type { PlaybookEntry } from './entry.ts'

const all = {
  ...doneEntries,
  ...linkEntries,
  ...serverEntries,
  ...setupEntries,
  ...dataEntries,
  ...mappingEntries,
  ...orderEntries,
  ...jobEntries,
  ...fileEntries,
  ...queueEntries,
  ...unknownEntries,
  ...noteEntries,
}

/** The name of a cause; every one has an entry here and texts in every language. */
export type CauseName = keyof typeof all

/** The playbook: cause -> outcome, policy, who acts, how urgent, whether resending helps, which steps. */
export const entries: Readonly<Record<CauseName, PlaybookEntry>> = all

/** Whether a stored text is the name of a cause of this version. */
export const isCause = (name: string): name is CauseName => Object.hasOwn(entries, name)

/** Every cause, in the order of the catalogue. */
export const causeNames: readonly CauseName[] = Object.keys(entries).filter(isCause)
