import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readOtaExport } from '../../../../../../main/core/channels/pmsxchange/export/read-ota.ts'
import { missingElements } from '../../../../../../main/core/channels/pmsxchange/missing-elements.ts'
import { buildRequest } from '../../../../../../main/core/channels/pmsxchange/request.ts'
import { readExportOf } from '../../../../../../main/core/channels/read-export.ts'
import { parseXml } from '../../../../../../main/core/xml/parse.ts'

const folder = process.env.NP_CORPUS
const files =
  folder === undefined
    ? ['(no folder)']
    : readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        statSync(path.join(folder, name)).isFile(),
      )
const title =
  folder === undefined
    ? 'SKIPPED: NP_CORPUS is not set, so no foreign messages were read'
    : 'foreign messages of NP_CORPUS'

/** Root elements that Night Porter carries; every corpus file with one must be read. */
const carried =
  /<(?:\w+:)?OTA_(?:HotelResNotif|HotelResModifyNotif|Cancel|HotelAvailNotif|HotelRateAmountNotif|HotelInvCountNotif)RQ[\s>]/

describe.skipIf(folder === undefined)(title, () => {
  it.each(files)('%s', (name) => {
    const bytes = new Uint8Array(readFileSync(path.join(folder ?? '', name)))
    const { read: result } = readExportOf({ readExport: readOtaExport }, bytes)
    expect(result.kind === 'messages').toBe(carried.test(new TextDecoder().decode(bytes)))
    for (const message of result.kind === 'messages' ? result.messages : []) {
      const { body, messageType, kind } = message
      expect(parseXml(body)).toMatchObject({ ok: true, root: { name: messageType } })
      expect(missingElements(body, messageType).map(({ name }) => name)).not.toContain('message')
      const { content } = buildRequest({
        body,
        messageType,
        kind,
        requestorId: 'ABC',
        username: 'u',
        password: 'p',
        echoToken: 'token-1',
        at: 0,
      })
      expect(parseXml(content)).toMatchObject({ ok: true, root: { name: 'Envelope' } })
      expect(content).not.toMatch(/SeriesCode="/)
    }
  })
})
