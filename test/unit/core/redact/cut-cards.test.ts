import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findCardNumbers } from '../../../../main/core/redact/card-numbers.ts'
import { maskCards } from '../../../../main/core/redact/cards.ts'
import { lookForCards, withoutCards, withoutSpans } from '../../../../main/core/redact/cut-cards.ts'

const VISA = '4111111111111111'
const cut = (text: string): string => withoutSpans(text, lookForCards(text).cuts)

describe('sensitive authentication data is taken out before anything is stored', () => {
  test.each([
    // Attributes and elements, whatever they are called
    [`<PaymentCard CardNumber="${VISA}" SeriesCode="937"/>`, `<PaymentCard CardNumber="${VISA}"/>`],
    ["<P:PaymentCard\n  SeriesCode = '937'\n  X='4'/>", "<P:PaymentCard\n  X='4'/>"],
    [
      '<PaymentCard><SeriesCode><PlainText>937</PlainText></SeriesCode><A/></PaymentCard>',
      '<PaymentCard><A/></PaymentCard>',
    ],
    ['<PaymentCard><SeriesCode Value="937"/></PaymentCard>', '<PaymentCard></PaymentCard>'],
    [
      '<TPA_Extensions><CVVCode>937</CVVCode><card-security-code>1</card-security-code></TPA_Extensions>',
      '<TPA_Extensions></TPA_Extensions>',
    ],
    ['<CreditCard><SecurityCode>937</SecurityCode></CreditCard>', '<CreditCard></CreditCard>'],
    ['<Kreditkarte Prüfziffer="937" Nr="1"/>', '<Kreditkarte Nr="1"/>'],
    ['<KARTE><Kartenpruefnummer>937</Kartenpruefnummer></KARTE>', '<KARTE></KARTE>'],
    ['<carte><cryptogramme>937</cryptogramme></carte>', '<carte></carte>'],
    ['<tarjeta codigoSeguridad="937"/>', '<tarjeta/>'],
    [
      '<CodiceSicurezzaCarta>9</CodiceSicurezzaCarta><carta><codice_di_sicurezza>937</codice_di_sicurezza></carta>',
      '<carta></carta>',
    ],
    ['<Card><КодБезопасности>937</КодБезопасности></Card>', '<Card></Card>'],
    ['<Card><セキュリティコード>937</セキュリティコード></Card>', '<Card></Card>'],
    [`<Card Number="${VISA}" Code3="937"/>`, `<Card Number="${VISA}"/>`],
    [`<CC><NO>${VISA}</NO><CHECK>937</CHECK></CC>`, `<CC><NO>${VISA}</NO></CC>`],
    ['<MagneticStripe Track1="B41^A" Track2="41=28"/>', ''],
    ['<ThreeDomainSecurity CAVV="AAABBEg0VhI0VniQEjRWAAAAAAA=" XID="ZZ" ECI="05"/>', '<ThreeDomainSecurity ECI="05"/>'],
    // Text within text
    ['<Text>&lt;CVV&gt;937&lt;/CVV&gt;</Text>', '<Text>&lt;CVV&gt;&lt;/CVV&gt;</Text>'],
    ['<Text>&amp;lt;CVV&amp;gt;937&amp;lt;/CVV&amp;gt;</Text>', '<Text>&amp;lt;CVV&amp;gt;&amp;lt;/CVV&amp;gt;</Text>'],
    ['<Text><![CDATA[<CVC>937</CVC>]]></Text>', '<Text><![CDATA[]]></Text>'],
    ['<!-- <PaymentCard SeriesCode="937"/> -->', '<!-- <PaymentCard/> -->'],
    ['<Text>{"cvv":"937","n":1}</Text>', '<Text>{"cvv":"","n":1}</Text>'],
    ['<Text>SeriesCode="937"</Text>', '<Text></Text>'],
    // Free text
    ['<Text>card cvv 937 late</Text>', '<Text>card cvv  late</Text>'],
    ['<Text>CVV: &#57;&#x33;7</Text>', '<Text>CVV: </Text>'],
    ['<Text>CVV: ９３７</Text>', '<Text>CVV: </Text>'],
    ['<Text>C\u200bVV: 9\u00ad37</Text>', '<Text>C\u200bVV: </Text>'],
    ['<Text>CVV <b>937</b></Text>', '<Text>CVV <b></b></Text>'],
    ['<N>CVV</N><V>937</V>', '<N>CVV</N><V></V>'],
    ['<Field Name="CVV2" Value="937"/>', '<Field Name="CVV2" Value=""/>'],
    ['<Text>Pru\u0308fziffer (937)</Text>', '<Text>Pru\u0308fziffer ()</Text>'],
    ['<Text>código de seguridad: 937</Text>', '<Text>código de seguridad: </Text>'],
    ['<Text>937 (CVV)</Text>', '<Text> (CVV)</Text>'],
    [`<Text>${VISA} 12/27 937</Text>`, `<Text>${VISA} 12/27 </Text>`],
    [`<Text>4111 1111 1111 1111 exp. 12/2027, 937</Text>`, `<Text>4111 1111 1111 1111 exp. 12/2027, </Text>`],
    [`<Text>%B${VISA}^DOE/JANE^27121010000000000?;${VISA}=27121010000012345678?</Text>`, '<Text>;</Text>'],
    // Broken and cut
    ['<a><CVV>937', '<a><CVV>'],
    ['<PaymentCard SeriesCode="937', '<PaymentCard'],
    ['<a></b><CVV>937</CVV>', '<a></b>'],
    // JSON
    ['{"card":{"number":"4","cvv":"937"},"x":1.10}', '{"card":{"number":"4"},"x":1.10}'],
    ['{"cvv":937,"a":1}', '{"a":1}'],
    ['{"cvv":937,"cvc":1,"a":1,"csc":"2","b":[1]}', '{"a":1,"b":[1]}'],
    ['{"cvv":"1","a":1,"cvv":"2"}', '{"a":1}'],
    ['{"c\\u0076v":"937"}', '{}'],
    ['{"cvv":{"value":"937"},"a":1}', '{"a":1}'],
    ['{"cvv":["937"]}', '{}'],
    [`{"pan":"${VISA}","code":"937","expiry":"1227"}`, `{"pan":"${VISA}","expiry":"1227"}`],
    ['{"payment_card":{"verificationValue":"937"}}', '{"payment_card":{}}'],
    ['{"note":"{\\"cvv\\":937,\\"a\\":1}"}', '{"note":"{\\"a\\":1}"}'],
    ['{"note":"<CVV>937</CVV>"}', '{"note":"<CVV></CVV>"}'],
    ['{"note":"CVV is 937"}', '{"note":"CVV is "}'],
    ['{"name":"cvv","value":"937"}', '{"name":"cvv","value":""}'],
    ['{"cvv":"937', '{'],
  ])('%s', (text, left) => {
    expect(cut(text)).toBe(left)
  })

  test.each([
    '<Voucher SeriesCode="937"/>',
    '<Membership SecurityCode="x"/>',
    '<PaymentCard CardCode="VI" CardNumber="4" ExpireDate="1229" EffectiveDate="0120"/>',
    '<Text>Room 937, arrival 1230, cvv unknown</Text>',
    '<Text>door code 1234, pin 9876</Text>',
    '<StreetNmbr PO_Box="4321">937</StreetNmbr>',
    '<Error>cvc-complex-type.2.4.b: content of element 123</Error>',
    '{"code":"937","track":"Gold 1234","pin":"1234"}',
    `<UniqueID ID="${VISA}"/>`,
  ])('leaves %s', (text) => {
    expect(cut(text)).toBe(text)
  })
})

describe('a card number is found however it is written', () => {
  test.each([
    '4111&#49;11111111111',
    '<T>４１１１１１１１１１１１１１１１</T>',
    '<T>٤١١١١١١١١١١١١١١١</T>',
    '<T>4111<b>1111</b>11111111</T>',
    '<T>4111 1111\n1111 1111</T>',
    '<T>4111<![CDATA[1111]]>11111111</T>',
    '<T>4111&nbsp;1111&#160;1111&#xA0;1111</T>',
    '<T>4111.1111.1111.1111</T>',
    '<T>4111\u200b111111111111</T>',
    '<a>4111</a><b>1111</b><c>1111</c><d>1111</d>',
    '{"n":"4111\\u0031 11111111111"}',
  ])('%s', (text) => {
    const masked = maskCards(text)
    expect(masked.normalize('NFKC')).not.toBe(text.normalize('NFKC'))
    expect([...masked].filter((sign) => sign === '*')).toHaveLength(12)
  })

  test('and leaves with its field where a message must go without', () => {
    expect(withoutCards(`<PaymentCard CardCode="VI" CardNumber="${VISA}" ExpireDate="1229"/>`)).toBe(
      '<PaymentCard CardCode="VI" ExpireDate="1229"/>',
    )
    expect(withoutCards(`{"a":1,"card":{"number":"${VISA}","cvv":"1"},"b":"${VISA}"}`)).toBe(
      '{"a":1,"card":{},"b":"1111"}',
    )
    expect(withoutCards(`<UniqueID ID="${VISA}"/><T>${VISA}</T>`)).toBe(`<UniqueID ID="${VISA}"/><T>1111</T>`)
  })
})

test('JSON stays JSON whatever is taken out', () => {
  const key = fc.constantFrom('cvv', 'a', 'cvc2', 'card', 'number', 'b', 'securityCode', 'track2')
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(937, '937', VISA, null, true, 'x'),
      fc.array(tie('value')),
      fc.dictionary(key, tie('value')),
    ),
  }))
  fc.assert(
    fc.property(fc.dictionary(key, value), (data) => {
      const json = JSON.stringify(data)
      expect(() => JSON.parse(cut(json))).not.toThrow()
      expect(() => JSON.parse(withoutCards(json))).not.toThrow()
      expect(cut(json)).not.toMatch(/"(?:cvv|cvc2|track2)"/)
    }),
  )
})

test('a text of 1.8 MB of digits takes steps in proportion to its length', () => {
  for (const piece of ['4', '4111 ', '1', '41111111111111 ', '4-', '4111\n', '4<b>']) {
    const text = piece.repeat(1_800_000 / piece.length)
    let steps = 0
    findCardNumbers(text, () => {
      steps += 1
    })
    expect(steps, piece).toBeLessThan(20 * text.length)
  }
})
