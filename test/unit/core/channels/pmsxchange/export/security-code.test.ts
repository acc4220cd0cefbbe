import { describe, expect, it } from 'vitest'
import { readOtaExport } from '../../../../../../main/core/channels/pmsxchange/export/read-ota.ts'
import { readExportOf } from '../../../../../../main/core/channels/read-export.ts'
import { bytesOf, messagesOf, notif, reservation } from './read-fixture.ts'

const readOne = (text: string) => {
  const [message] = messagesOf(readExportOf({ readExport: readOtaExport }, bytesOf(text)).read)
  if (message === undefined) throw new Error('the export has no message')
  return message
}

describe('card security codes', () => {
  it.each([
    ['<PaymentCard CardNumber="4" SeriesCode="937"/>', '<PaymentCard CardNumber="4"/>'],
    ["<PaymentCard\n  SeriesCode = '937'\n  CardNumber='4'/>", "<PaymentCard\n  CardNumber='4'/>"],
    ['<p:PaymentCard xmlns:p="u" p:SeriesCode="1" CVV="2" Cvc2="3" x="4"/>', '<p:PaymentCard xmlns:p="u" x="4"/>'],
    [
      '<PaymentCard><SeriesCode><PlainText>937</PlainText></SeriesCode><A/></PaymentCard>',
      '<PaymentCard><A/></PaymentCard>',
    ],
    [
      '<PaymentCard><CardNumber SeriesCode="937">4</CardNumber></PaymentCard>',
      '<PaymentCard><CardNumber>4</CardNumber></PaymentCard>',
    ],
    [
      '<TPA_Extensions><CVVCode>937</CVVCode><card-security-code>1</card-security-code></TPA_Extensions>',
      '<TPA_Extensions></TPA_Extensions>',
    ],
    ['<CreditCard><SecurityCode>937</SecurityCode></CreditCard>', '<CreditCard></CreditCard>'],
  ])('are dropped from %s', (written, sent) => {
    expect(readOne(notif('', reservation('', written))).body).toBe(notif('', reservation('', sent)))
  })

  it.each([
    '<Voucher SeriesCode="937"/>',
    '<Membership SecurityCode="x"/>',
    '<PaymentCard CardCode="VI" CardNumber="4" ExpireDate="1229"/>',
  ])('nothing else changes: %s', (written) => {
    expect(readOne(notif('', reservation('', written))).body).toBe(notif('', reservation('', written)))
  })
})
