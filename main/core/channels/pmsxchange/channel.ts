import type { BuiltRequest, Channel } from '../channel.ts'
import { readCoverage, withCoverage } from './coverage.ts'
import { readOtaExport } from './export/read-ota.ts'
import { outsideFence } from './fence.ts'
import { judgeSoap } from './judge.ts'
import { missingElements } from './missing-elements.ts'
import { REMARKABLE_BYTES, remarksOn } from './remarks.ts'
import { buildPing, buildRequest, type SoapRequest } from './request.ts'
import { asTaken } from './rewrite/as-taken.ts'
import { PmsxchangeFields } from './settings.ts'

/** SiteMinder pmsXchange: OTA messages in SOAP, one request at a time for each hotel, the answer says all. */
export const pmsxchange: Channel = {
  kind: 'pmsxchange',
  label: 'SiteMinder',
  website: 'https://www.siteminder.com',
  fields: PmsxchangeFields,
  defaults: {
    // SiteMinder's older FAQ names 40 requests a minute and 3 at once.
    pace: { perMinute: 40, concurrent: 3 },
    afterUnknownOutcome: 'retry',
    filePattern: '*.xml',
  },
  // SiteMinder: wait for the response before the next request for the same site.
  laneScope: 'hotel',
  causes: [],
  readExport: (bytes, limits) => withCoverage(readOtaExport(bytes, limits)),
  coverageOf: readCoverage,
  missingElements: ({ body, messageType }) => missingElements(body, messageType),
  judgeSaved: judgeSoap,
  connect: (connection) => {
    const { requestorId, username, passwordSecret, hotelCodes } = PmsxchangeFields.parse(connection)
    const post = ({ content, contentType, soapAction }: SoapRequest): BuiltRequest => ({
      ok: true,
      request: {
        method: 'POST',
        url: connection.url,
        headers: { 'content-type': contentType, soapaction: soapAction },
        body: content,
      },
    })
    return {
      secret: { name: passwordSecret, kind: 'password', user: username },
      pace: connection.pace,
      buildWrite: (message, { secret, requestId, at }) => {
        const prepared = asTaken(message)
        if (!prepared.ok) return prepared
        const { body, messageType } = prepared
        const outside = outsideFence(body, hotelCodes)
        if (outside !== null) return { ok: false, cause: 'outside-fence', facts: outside }
        const { kind } = message
        const sender = { requestorId, username, password: secret, echoToken: requestId, at }
        return post(buildRequest({ body, messageType, kind, ...sender }))
      },
      buildTest: ({ secret, requestId, at }) =>
        post(buildPing({ username, password: secret, echoToken: requestId, at })),
      testLeavesOpen: 'codes',
      remarksOn,
      remarkableBytes: REMARKABLE_BYTES,
      judge: (_question, result, asked) => judgeSoap(result, asked),
      polling: null,
    }
  },
}
