import { wallTime } from '../../../core/time/business-day.ts'
import type { CaptureDeps } from '../deps.ts'
import type { FolderIdentity } from './target.ts'

const EVERY_MS = 60 * 60_000
const DAY_MS = 24 * 60 * 60_000

/**
 * Deletes what lies in the export folder as long as the content of a message would be kept: masked copies in
 * `archive/`, by the day they are named after, and files in `unusable/` whose items were dealt with. Looks
 * once an hour.
 */
export const createCopyExpiry = ({
  files,
  store,
  clock,
  settings,
  identity,
}: Pick<CaptureDeps, 'files' | 'store' | 'clock' | 'settings'> & { identity: FolderIdentity }) => {
  let dueMs = clock.monotonicMs()

  const expireArchive = async (firstKept: string) => {
    const archive = files.join(identity.path, 'archive')
    const days = await files.list(archive)
    for (const { name } of days.ok ? days.value : [])
      if (/^\d{4}-\d\d-\d\d$/.test(name) && name < firstKept)
        await files.removeFolder(files.join(archive, name), identity.path)
  }

  const expireUnusable = async (keptFromAt: number) => {
    const unusable = files.join(identity.path, 'unusable')
    const found = await files.list(unusable)
    for (const entry of found.ok ? found.value : []) {
      const exported = entry.name.replace(/ \(\d+\)(?=\.[^.]*$|$)/, '')
      const isOpen = [entry.name, exported].some(
        (name) => store.messages.ofUnreadName(identity.id, store.captures.nameMark(identity.id, name)).length > 0,
      )
      if (!isOpen && entry.mtimeMs > 0 && entry.mtimeMs < keptFromAt)
        await files.remove(files.join(unusable, entry.name), entry)
    }
  }

  return async (lease: { isGood(): boolean }): Promise<void> => {
    const nowMs = clock.monotonicMs()
    if (nowMs < dueMs || !lease.isGood()) return
    dueMs = nowMs + EVERY_MS
    const keptFromAt = clock.now() - settings().retention.contentDays * DAY_MS
    await expireArchive(wallTime(keptFromAt, settings().timeZone).day)
    await expireUnusable(keptFromAt)
  }
}
export type CopyExpiry = ReturnType<typeof createCopyExpiry>
