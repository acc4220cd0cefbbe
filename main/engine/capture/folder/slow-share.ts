import type { Clock } from '../../../core/ports/clock.ts'
import type { Files } from '../../../core/ports/files.ts'
import type { OwnerFiles } from '../../../core/ports/owner-files.ts'

/**
 * A share whose server was halted answers nothing at all for a minute or more, and no call to it can be taken
 * back. These give the same files, and say so when a call has been out for `afterMs`. The call itself goes
 * on; nothing is asked twice.
 */
export const createSlowShare = ({
  clock,
  afterMs,
  onSilent,
}: {
  clock: Clock
  afterMs: number
  onSilent: () => void
}) => {
  const timed =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const cancel = clock.after(afterMs, onSilent)
      try {
        return await call(...args)
      } finally {
        cancel()
      }
    }
  return {
    files: (files: Files): Files => ({
      ...files,
      list: timed(files.list),
      stat: timed(files.stat),
      read: timed(files.read),
      remove: timed(files.remove),
      move: timed(files.move),
      write: timed(files.write),
      removeFolder: timed(files.removeFolder),
    }),
    owners: (owners: OwnerFiles): OwnerFiles => ({
      read: timed(owners.read),
      create: timed(owners.create),
      replace: timed(owners.replace),
      beat: timed(owners.beat),
      remove: owners.remove,
    }),
  }
}
