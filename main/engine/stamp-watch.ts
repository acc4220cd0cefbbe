/**
 * Polls a value that changes whenever something else did, perhaps by another process: the stamp of the
 * secrets, the version of the database. Each change is told once; the value of the start is none.
 */
export const createStampWatch = <T extends string | number>({
  read,
  onChange,
}: {
  read: () => T
  onChange: () => void
}): { poll(): void } => {
  let seen = read()
  return {
    poll() {
      const found = read()
      if (found === seen) return
      seen = found
      onChange()
    },
  }
}
