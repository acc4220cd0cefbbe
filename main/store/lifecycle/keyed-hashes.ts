import type { Connection } from '../connection.ts'
import { contentMark, isPlainHash } from '../content-mark.ts'
import { CaptureDetails } from '../sealed.ts'
import type { Vault } from '../vault.ts'

/**
 * Turns the plain hashes of versions up to 0.1.0 into keyed ones, row by row beside the retention: a
 * migration of the schema has no key. Until then both are recognised. The plain one goes into the sealed part
 * of the capture.
 */
export const createHashMigration = ({ db, vault }: { db: Connection; vault: Vault }) => {
  const message = db.prepare<[string], { sha256: Buffer }>('SELECT sha256 FROM messages WHERE id = ?')
  const putMessage = db.prepare<[Buffer, string]>('UPDATE messages SET sha256 = ? WHERE id = ?')
  const capture = db.prepare<[string], { sha256: Buffer; sealed: Buffer }>(
    'SELECT sha256, sealed FROM captures WHERE id = ?',
  )
  const putCapture = db.prepare<[Buffer, Buffer, string]>('UPDATE captures SET sha256 = ?, sealed = ? WHERE id = ?')
  return {
    ofMessage(id: string): void {
      const row = message.get(id)
      if (row && isPlainHash(row.sha256)) putMessage.run(contentMark(vault, row.sha256), id)
    },
    ofCapture(id: string): void {
      const row = capture.get(id)
      if (!row || !isPlainHash(row.sha256)) return
      const details = vault.openText(row.sealed, `capture:${id}`)
      // Sealed with a key that is lost: nothing can be added to it, and the file's name is lost as well.
      const sealed = details.ok
        ? vault.seal(
            JSON.stringify({
              ...CaptureDetails.parse(JSON.parse(details.text)),
              sha256: row.sha256.toString('hex'),
            }),
            `capture:${id}`,
          )
        : row.sealed
      putCapture.run(contentMark(vault, row.sha256), sealed, id)
    },
  }
}
