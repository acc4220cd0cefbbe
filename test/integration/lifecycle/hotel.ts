import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import type { MessageState } from '../../../main/contract/words.ts'
import { settledByPerson } from '../../../main/core/queue/moves.ts'
import { openStore } from '../../../main/host/open-store.ts'
import type { Store } from '../../../main/store/store.ts'
import { practiceSecrets, removeFolder, temporaryFolder } from '../../support/night-porter.ts'

/** A data folder of a hotel that has been at work: messages in it without having to send them. */

export const dataFolder = (): string => {
  const data = temporaryFolder()
  onTestFinished(() => removeFolder(data))
  return data
}

export const databaseIn = (data: string): string => join(data, 'night-porter.db')

/** Opens the store of a folder as a host does. Closed by the test, or after it. */
export const openIn = (data: string, now?: () => number): Store => {
  const secrets = createFileSecrets({ folder: data })
  if (!secrets.has('pmsx')) secrets.set('pmsx', practiceSecrets.pmsx)
  const databasePath = databaseIn(data)
  const opened = openStore({ databasePath, isNew: !existsSync(databasePath), secrets, ...(now && { now }) })
  if (!opened.ok) throw new Error(opened.sentence)
  let isClosed = false
  const { close } = opened.store
  opened.store.close = () => {
    if (!isClosed) close()
    isClosed = true
  }
  onTestFinished(() => opened.store.close())
  return opened.store
}

export type Written = { id: string; captureId: string; reservationId: string }

/** Writes a captured message as capture does: its file, its record and its body, in one transaction. */
export const writeMessage = (
  store: Store,
  parts: {
    n: number
    state?: MessageState
    at?: number
    captureId?: string
    part?: number
    fileState?: 'present' | 'left' | 'gone'
    /** The whole file, which is its body as well. */
    text?: string
    card?: 'none' | 'there'
  },
): Written => {
  const { n, state = 'waiting', at = Date.UTC(2031, 4, 6) } = parts
  const captureId = parts.captureId ?? randomUUID()
  const id = randomUUID()
  const reservationId = `R${n}`
  const fileName = `${n}.xml`
  const content = Buffer.from(parts.text ?? `<Booking n="${n}">${'x'.repeat(900)}</Booking>`)
  const sha256 = createHash('sha256').update(content).digest()
  const nameMark = store.captures.nameMark('main', fileName)
  store.write(() => {
    if (parts.captureId === undefined) {
      const fileState = parts.fileState ?? 'gone'
      store.captures.insert(
        {
          id: captureId,
          folder: 'main',
          sha256,
          size: content.length,
          mtimeMs: at,
          inode: `${n}`,
          capturedAt: at,
          fileState,
          fileName,
          content,
        },
        nameMark,
      )
    }
    store.links.addLane('pmsx|AURORA', 'pmsx', 'AURORA')
    store.messages.insert({
      id,
      captureId,
      connection: 'pmsx',
      folder: 'main',
      part: parts.part ?? 1,
      parts: Math.max(1, parts.part ?? 1),
      kind: 'new',
      messageType: 'OTA_HotelResNotifRQ',
      hotelCode: 'AURORA',
      lane: 'pmsx|AURORA',
      orderKey: `pmsx|AURORA|res:${reservationId}`,
      reservationId,
      arrival: '2031-05-07',
      departure: '2031-05-09',
      isWhole: true,
      lastModifiedAt: null,
      lastModifiedUntilAt: null,
      lastModifiedForm: null,
      state: state === 'delivered' ? 'unsure' : state,
      cause: state === 'failed' ? 'room-type-unknown' : null,
      capturedAt: at,
      firstAttemptAt: null,
      nextAttemptAt: null,
      deliveredAt: null,
      attempts: 0,
      step: 0,
      stepSinceAwake: null,
      stepSinceAt: null,
      isSuspect: false,
      isAfterUnknown: false,
      unreadReplies: 0,
      isAskedFor: false,
      throttles: 0,
      throttledAwake: null,
      triedInOutage: 0,
      card: parts.card ?? 'none',
      supersededBy: null,
      duplicateOf: null,
      claimEpoch: null,
      claimedAt: null,
      details: {
        fileName,
        guest: 'Imaginary',
        names: [],
        booking: null,
        ownEchoToken: null,
        ownTimeStamp: null,
        rewrittenFrom: null,
        reservationId: null,
        messageType: null,
      },
      facts: null,
      body: content.toString('utf8'),
      words: ['Imaginary', reservationId],
      sha256,
      nameMark,
    })
    if (state === 'delivered') {
      const attemptId = randomUUID()
      store.messages.move(id, settledByPerson, { now: at, hasArrived: true })
      store.attempts.begin({ id: attemptId, messageId: id, n: 1, startedAt: at, echoToken: null })
      store.attempts.end(attemptId, {
        endedAt: at,
        httpStatus: 200,
        outcome: 'delivered',
        cause: 'delivered',
        details: { vendorText: null, facts: {}, notes: [], code: null },
        reply: Buffer.from('<Success/>'),
      })
    }
  })
  return { id, captureId, reservationId }
}
