import { describe, expect, it } from 'vitest'
import { judgeSoap } from '../../../../../main/core/channels/pmsxchange/judge.ts'
import { schemaProblem } from '../../../../../main/core/channels/pmsxchange/schema-messages.ts'
import { asked, error, reply } from '../replies.ts'

const of = (type: string, text: string) => judgeSoap(reply(200, error(`Type="${type}"`, text)), asked())

describe('the five errors of Reservations Upload', () => {
  it.each([
    ['4', 'Authentication failed - PMS QRX does not exist', 'unknown-pms-code', 'paused', { requestorId: 'QRX' }],
    [
      '4',
      'Authentication failed - PMS QRX received request with invalid username/password',
      'wrong-password',
      'paused',
      { requestorId: 'QRX' },
    ],
    [
      '6',
      "Inconsistent PMS codes. PMS 'QRY' does not match RequestorID 'QRX'",
      'pms-code-mismatch',
      'paused',
      { urlCode: 'QRY', requestorId: 'QRX' },
    ],
    [
      '6',
      'PMS QRX is not authorized to access hotel with HotelCode=SEA77',
      'hotel-not-authorised',
      'failed',
      { requestorId: 'QRX', hotelCode: 'SEA77' },
    ],
    [
      '10',
      "Could not validate the schema: cvc-complex-type.2.4.b: The content of element 'tag0:ResGlobalInfo' is not complete. One of '{\"http://www.opentravel.org/OTA/2003/05\":BasicPropertyInfo}' is expected.",
      'part-missing',
      'failed',
      {
        thing: 'hotelCode',
        element: 'BasicPropertyInfo',
        path: 'HotelReservations / HotelReservation / ResGlobalInfo / BasicPropertyInfo @HotelCode',
      },
    ],
  ])('type %s: %s', (type, text, cause, outcome, facts) => {
    expect(of(type, text)).toMatchObject({ cause, outcome, facts })
    expect(of(type, text).vendorText).toContain(text.slice(0, 20))
    expect(of(type, `  ${text}. `)).toMatchObject({ cause, facts })
  })

  it('still knows them when a part is missing', () => {
    expect(of('6', 'PMS is not authorized to access hotel').cause).toBe('hotel-not-authorised')
    expect(of('6', 'Inconsistent PMS codes.').cause).toBe('pms-code-mismatch')
    expect(of('10', 'Could not validate the schema').cause).toBe('structure-wrong')
  })
})

describe('messages of validators', () => {
  const ns = 'http://www.opentravel.org/OTA/2003/05'
  const table: [string, string, string, Record<string, string>][] = [
    [
      'Xerces, missing, several possible',
      `cvc-complex-type.2.4.b: The content of element 'RoomStay' is not complete. One of '{"${ns}":TimeSpan, "${ns}":Total}' is expected.`,
      'part-missing',
      {
        thing: 'stayDates',
        element: 'TimeSpan',
        expected: 'TimeSpan, Total',
        path: 'HotelReservations / HotelReservation / RoomStays / RoomStay / TimeSpan',
      },
    ],
    [
      'Xerces, missing attribute',
      "cvc-complex-type.4: Attribute 'HotelCode' must appear on element 'BasicPropertyInfo'.",
      'part-missing',
      { thing: 'hotelCode', attribute: 'HotelCode' },
    ],
    [
      'Xerces, unexpected element',
      `cvc-complex-type.2.4.a: Invalid content was found starting with element 'Comments'. One of '{"${ns}":Total}' is expected.`,
      'part-unexpected',
      { thing: 'comment', element: 'Comments' },
    ],
    [
      'Xerces, nothing more expected',
      "cvc-complex-type.2.4.d: Invalid content was found starting with element 'ns2:Surname'. No child element is expected at this point.",
      'part-unexpected',
      { thing: 'surname', element: 'Surname' },
    ],
    [
      'Xerces, unexpected attribute',
      "cvc-complex-type.3.2.2: Attribute 'Foo' is not allowed to appear in element 'TimeSpan'.",
      'part-unexpected',
      { thing: 'stayDates', attribute: 'Foo' },
    ],
    [
      'Xerces, text where none may be',
      "cvc-complex-type.2.3: Element 'RoomDescription' cannot have character [children], because the type's content type is element-only.",
      'part-unexpected',
      { element: 'RoomDescription' },
    ],
    [
      'Xerces, wrong attribute value',
      "cvc-attribute.3: The value '31.12.2026' of attribute 'Start' on element 'TimeSpan' is not valid with respect to its type, 'DateOrTimeOrDateTimeType'.",
      'part-wrong',
      { thing: 'arrival', attribute: 'Start', value: '31.12.2026' },
    ],
    [
      'Xerces, wrong element value',
      "cvc-type.3.1.3: The value 'x' of element 'Email' is not valid.",
      'part-wrong',
      { thing: 'email', element: 'Email' },
    ],
    [
      'Xerces, wrong kind of value',
      "cvc-datatype-valid.1.2.1: 'tomorrow' is not a valid value for 'date'.",
      'part-wrong',
      {},
    ],
    [
      'Xerces, pattern',
      "cvc-pattern-valid: Value 'EURO' is not facet-valid with respect to pattern '[a-zA-Z]{3}' for type 'AlphaLength3'.",
      'part-wrong',
      {},
    ],
    [
      'Xerces, list of values',
      "cvc-enumeration-valid: Value 'Perhaps' is not facet-valid with respect to enumeration '[Commit, Modify]'. It must be a value from the enumeration.",
      'part-wrong',
      {},
    ],
    [
      'Xerces, too long',
      "cvc-maxLength-valid: Value 'abcdef' with length = '200' is not facet-valid with respect to maxLength '128' for type 'StringLength1to128'.",
      'value-too-long',
      {},
    ],
    [
      'Xerces, unknown root',
      "cvc-elt.1: Cannot find the declaration of element 'OTA_Foo'.",
      'part-unexpected',
      { element: 'OTA_Foo' },
    ],
    [
      'Xerces, two sentences at once',
      "cvc-pattern-valid: Value 'EURO' is not facet-valid with respect to pattern 'x' for type 'y'. cvc-attribute.3: The value 'EURO' of attribute 'CurrencyCode' on element 'Total' is not valid with respect to its type, 'y'.",
      'part-wrong',
      { thing: 'currency', value: 'EURO' },
    ],
    [
      'libxml2, missing',
      `Element '{${ns}}RoomStay': Missing child element(s). Expected is ( {${ns}}TimeSpan ).`,
      'part-missing',
      { thing: 'stayDates', element: 'TimeSpan' },
    ],
    [
      'libxml2, missing attribute',
      `Element '{${ns}}UniqueID': The attribute 'ID' is required but missing.`,
      'part-missing',
      { thing: 'bookingNumber', attribute: 'ID' },
    ],
    [
      'libxml2, unexpected',
      `Element '{${ns}}Total': This element is not expected. Expected is ( {${ns}}Rates ).`,
      'part-unexpected',
      { thing: 'price' },
    ],
    [
      'libxml2, wrong value',
      `Element '{${ns}}TimeSpan', attribute 'End': [facet 'pattern'] The value '2026' is not accepted by the pattern 'x'.`,
      'part-wrong',
      { thing: 'departure', value: '2026' },
    ],
    [
      '.NET, missing',
      `The element 'ResGlobalInfo' in namespace '${ns}' has incomplete content. List of possible elements expected: 'BasicPropertyInfo' in namespace '${ns}'.`,
      'part-missing',
      { thing: 'hotelCode' },
    ],
    [
      '.NET, missing attribute',
      "The required attribute 'HotelCode' is missing.",
      'part-missing',
      { thing: 'hotelCode' },
    ],
    [
      '.NET, unexpected',
      `The element 'RoomStay' in namespace '${ns}' has invalid child element 'Total' in namespace '${ns}'.`,
      'part-unexpected',
      { thing: 'price', element: 'Total' },
    ],
    [
      '.NET, wrong value',
      "The 'CurrencyCode' attribute is invalid - The value 'EURO' is invalid according to its datatype.",
      'part-wrong',
      { thing: 'currency' },
    ],
  ]
  it.each(table)('%s', (_, text, cause, facts) => {
    expect(schemaProblem(text)).toMatchObject({ cause, facts })
    expect(of('10', text.replaceAll('<', '&lt;')).cause).toBe(cause)
  })

  it('never takes a value about a person into the facts', () => {
    const named = schemaProblem("The value 'Quillfeather' of element 'Surname' is not valid.")
    expect(named).toMatchObject({ cause: 'part-wrong', facts: { thing: 'surname' } })
    expect(JSON.stringify(named)).not.toContain('Quillfeather')
    expect(
      JSON.stringify(
        schemaProblem("cvc-pattern-valid: Value 'Quillfeather' is not facet-valid with respect to pattern 'x'"),
      ),
    ).not.toContain('Quillfeather')
  })

  it('leaves other texts alone', () => {
    expect(schemaProblem('The room is not available')).toBeNull()
  })
})
