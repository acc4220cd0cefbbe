import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskCards } from '../../../../main/core/redact/cards.ts'
import { isCardNumber } from '../../../../main/core/redact/luhn.ts'

/** A test number every card scheme's documentation uses. */
const VISA = '4111111111111111'

/** Digits of any length that end in the right check digit. */
const cardNumbers = fc
  .stringMatching(/^\d{12,18}$/)
  .map((digits) => [...'0123456789'].map((last) => digits + last).find(isCardNumber) ?? '')

describe('a card number', () => {
  test.each([
    [
      `<PaymentCard CardType="1" CardNumber="${VISA}" ExpireDate="0528"/>`,
      '<PaymentCard CardType="1" CardNumber="************1111" ExpireDate="0528"/>',
    ],
    ['<PaymentCard CardNumber="4392 2500 1234 5670"/>', '<PaymentCard CardNumber="**** **** **** 5670"/>'],
    ['<CardNumber>5500-0000-0000-0004</CardNumber>', '<CardNumber>****-****-****-0004</CardNumber>'],
    [
      '<ota:CardNumber><ota:PlainText>1234567890123</ota:PlainText></ota:CardNumber>',
      '<ota:CardNumber><ota:PlainText>*********0123</ota:PlainText></ota:CardNumber>',
    ],
    [
      '<CC><NO>1234567812345678</NO></CC><NO>1234567812345678</NO>',
      '<CC><NO>************5678</NO></CC><NO>1234567812345678</NO>',
    ],
    [`<Text>Karte ${VISA} 05/28</Text>`, '<Text>Karte ************1111 05/28</Text>'],
    ['room 12 4111 1111 1111 1111 late', 'room 12 **** **** **** 1111 late'],
    [`<![CDATA[<CardNumber>1234</CardNumber> ${VISA}]]>`, '<![CDATA[<CardNumber>1234</CardNumber> ************1111]]>'],
    [`{"cardNumber": "tok_visa_77", "n": ${VISA}}`, '{"cardNumber": "***_**sa_77", "n": "************1111"}'],
    ['&lt;CardNumber&gt;1234567812345678&lt;/CardNumber&gt;', '&lt;CardNumber&gt;************5678&lt;/CardNumber&gt;'],
    ['<BankAcct BankAcctNumber="0049 3301 77" BankID="X"/>', '<BankAcct BankAcctNumber="**** **01 77" BankID="X"/>'],
  ])('%s', (text, masked) => {
    expect(maskCards(text)).toBe(masked)
  })

  test('keeps its last four digits, wherever it stands and however it is grouped', () => {
    const separators = fc.constantFrom('', ' ', '-', ' - ', '\u00a0')
    fc.assert(
      fc.property(
        cardNumbers,
        separators,
        fc.constantFrom('Note: ', '<Text>', '{"note":"', ''),
        (card, separator, before) => {
          const grouped = card.match(/\d{1,4}/g)?.join(separator) ?? ''
          const masked = maskCards(before + grouped)
          expect(masked).toHaveLength(before.length + grouped.length)
          expect(masked.replace(/\D/g, '')).toBe(card.slice(-4))
        },
      ),
    )
  })
})

describe('what must not be kept at all is removed', () => {
  test.each([
    [`<PaymentCard SeriesCode="937" CardCode="VI">`, '<PaymentCard SeriesCode="" CardCode="VI">'],
    ['<SeriesCode><PlainText>937</PlainText></SeriesCode>', '<SeriesCode><PlainText></PlainText></SeriesCode>'],
    ["<card cvv='937'/>", "<card cvv=''/>"],
    ['<CREDITCARD><CVC>937</CVC></CREDITCARD>', '<CREDITCARD><CVC></CVC></CREDITCARD>'],
    ['<MagneticStripe Track1="B41^A" Track2="41=28" Track3="7"/>', '<MagneticStripe Track1="" Track2="" Track3=""/>'],
    [
      '<ThreeDomainSecurity><R CAVV="AAAB" XID="ZZ" ECI="05"/></ThreeDomainSecurity>',
      '<ThreeDomainSecurity><R CAVV="" XID="" ECI="05"/></ThreeDomainSecurity>',
    ],
    ['<P EncryptionKey="k" EncryptionKeyMethod="m"/>', '<P EncryptionKey="" EncryptionKeyMethod="m"/>'],
    ['<CVC><![CDATA[937]]></CVC><!-- <CVC> --><a>5</a>', '<CVC><![CDATA[]]></CVC><!-- <CVC> --><a>5</a>'],
    ['{"cvv":937,"securityCode":"12\\"3"}', '{"cvv":null,"securityCode":""}'],
    ['&lt;CVC&gt;937&lt;/CVC&gt;', '&lt;CVC&gt;&lt;/CVC&gt;'],
    ['&lt;P SeriesCode=&quot;937&quot; A=&quot;1&quot;/&gt;', '&lt;P SeriesCode=&quot;&quot; A=&quot;1&quot;/&gt;'],
    ['<!-- <CVV>937</CVV> -->', '<!-- <CVV></CVV> -->'],
    ['<PaymentCard SeriesCode="937', '<PaymentCard SeriesCode="'],
    ['<SeriesCode>937', '<SeriesCode>'],
    ['guest says cvv 937 ok', 'guest says cvv *** ok'],
    ['CVV/CVC: 9371.', 'CVV/CVC: ****.'],
    ['Security code is 937', 'Security code is ***'],
    ['Prüfziffer (937)', 'Prüfziffer (***)'],
  ])('%s', (text, masked) => {
    expect(maskCards(text)).toBe(masked)
  })
})

describe('everything else stays', () => {
  test.each([
    ['<UniqueID Type="14" ID="4111111111111112"/>'],
    ['+43 664 1234567, 2026-11-22 to 2026-11-25'],
    ['<Phone PhoneNumber="0043 1 9876543"/>'],
    ['EchoToken="12345678-1234-4123-8123-123456789012"'],
    ['41111111111111110528'],
    ['cvc-complex-type.2.4.b: content of element'],
    ['<a b="1 > 0"><?x y?><c/></a> & <'],
    ['room 0101, 3 nights, 250.00 EUR'],
  ])('%s', (text) => {
    expect(maskCards(text)).toBe(text)
  })

  test('digits whose check digit is wrong', () => {
    const wrong = fc.stringMatching(/^\d{13,19}$/).filter((digits) => !isCardNumber(digits))
    fc.assert(
      fc.property(wrong, (digits) => {
        expect(maskCards(`id ${digits}.`)).toBe(`id ${digits}.`)
      }),
    )
  })

  test('text without digits or field names, broken markup too', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '/',
      '"',
      "'",
      '=',
      'a',
      'ü',
      ' ',
      '<!--',
      ']]>',
      '<![CDATA[',
      '&lt;',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        expect(maskCards(parts.join(''))).toBe(parts.join(''))
      }),
    )
  })

  test('what was masked already, where a field of JSON took the end of an element with it', () => {
    const once = maskCards('<SeriesCode><P CardNumber="{"cvv":"/></SeriesCode>" SeriesCode="')
    expect(maskCards(once)).toBe(once)
  })

  test('what was masked already', () => {
    const pieces = fc.constantFrom(
      '<SeriesCode>',
      '</SeriesCode>',
      '<P CardNumber="',
      '" SeriesCode="',
      '"/>',
      VISA,
      ' cvv ',
      '937',
      '{"cvv":937}',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        const once = maskCards(parts.join(''))
        expect(maskCards(once)).toBe(once)
      }),
    )
  })
})

test('broken markup of a megabyte takes no longer than whole markup', () => {
  for (const piece of ['<a "', '<', '&lt;a', '"cvv":"', '4 ', "x='", '<![CDATA[', '<!--', '<a>', '</b>', '12']) {
    const text = `${'<b>'.repeat(9999)}${piece.repeat(1_000_000 / piece.length)}`
    const began = performance.now()
    maskCards(text)
    expect(performance.now() - began, piece).toBeLessThan(10_000)
  }
}, 60_000)
