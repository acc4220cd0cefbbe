import { OTA_NAMESPACE, type OtaError } from './pmsxchange-replies.ts'

/**
 * The application errors pmsXchange documents for Reservations Upload (wording of types 4, 6 and 10) and its
 * list of codes (249, 375, 402 with their descriptions; the text about 512 characters). Codes 95, 97 and 127
 * are from the OTA list; how this channel uses them is not documented.
 */

export const unknownPms = (requestorId: string): OtaError => ({
  type: '4',
  text: `Authentication failed - PMS ${requestorId} does not exist`,
})

export const wrongCredentials = (requestorId: string): OtaError => ({
  type: '4',
  text: `Authentication failed - PMS ${requestorId} received request with invalid username/password`,
})

export const codesDiffer = (urlCode: string, requestorId: string): OtaError => ({
  type: '6',
  text: `Inconsistent PMS codes. PMS '${urlCode}' does not match RequestorID '${requestorId}'`,
})

export const hotelNotAllowed = (requestorId: string, hotelCode: string): OtaError => ({
  type: '6',
  text: `PMS ${requestorId} is not authorized to access hotel with HotelCode=${hotelCode}`,
})

/** An element that must stand in `parent` and does not. */
export const elementMissing = (parent: string, element: string): OtaError => ({
  type: '10',
  text:
    `Could not validate the schema: cvc-complex-type.2.4.b: The content of element 'tag0:${parent}' is not complete. ` +
    `One of '{"${OTA_NAMESPACE}":${element}}' is expected.`,
})

/** An element where, or as often as, none may stand. */
export const elementTooMuch = (element: string): OtaError => ({
  type: '10',
  text: `Could not validate the schema: cvc-complex-type.2.4.d: Invalid content was found starting with element 'tag0:${element}'. No child element is expected at this point.`,
})

export const attributeMissing = (element: string, attribute: string): OtaError => ({
  type: '10',
  text: `Could not validate the schema: cvc-complex-type.4: Attribute '${attribute}' must appear on element 'tag0:${element}'.`,
})

export const attributeWrong = (element: string, attribute: string, value: string): OtaError => ({
  type: '10',
  text:
    `Could not validate the schema: cvc-attribute.3: The value '${value}' of attribute '${attribute}' ` +
    `on element 'tag0:${element}' is not valid with respect to its type.`,
})

export const descriptionTooLong: OtaError = { type: '3', text: 'Description cannot be more than 512 characters long' }
export const cardWithCvv: OtaError = { type: '3', text: 'A reservation may not carry both CardNumber and CVV' }
export const hotelInactive: OtaError = {
  type: '3',
  code: '375',
  text: 'Hotel is not enabled to receive inventory updates',
}
export const unknownRoom: OtaError = { type: '3', code: '402', text: 'Room does not exist' }
export const unknownRate: OtaError = { type: '3', code: '249', text: 'Rate does not exist' }
export const alreadyExists: OtaError = { type: '3', code: '127', text: 'Reservation already exists' }
export const alreadyCancelled: OtaError = { type: '3', code: '95', text: 'Booking already cancelled' }
export const notFound: OtaError = { type: '3', code: '97', text: 'Booking reference not found' }
