import { writeSync } from 'node:fs'
import { withLockFile } from '../../../../main/adapters/lock-file.ts'

/** A process of its own that takes a lock, says so, and keeps it until it is killed: LOCK. */
const [path = ''] = process.argv.slice(2)
withLockFile(path, () => {
  writeSync(1, 'held\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})
