import { describe, expect, it } from 'vitest'
import type { MessageKind } from '../../../../../main/contract/words.ts'
import { judgeSoap } from '../../../../../main/core/channels/pmsxchange/judge.ts'
import { asked, reply } from '../replies.ts'

/**
 * Answers with a Success that do or do not mean it: what stands in it, beside it, in a transaction status or
 * in a warning.
 */

const judge = (body: string, kind: MessageKind = 'new') => judgeSoap(reply(200, body), asked({ kind }))

const answered = (inner: string, attributes: string, kind: MessageKind) => {
  const root = kind === 'cancel' ? 'OTA_CancelRS' : 'OTA_HotelResNotifRS'
  return judge(`<${root} xmlns="http://www.opentravel.org/OTA/2003/05" ${attributes}>${inner}</${root}>`, kind).outcome
}

const warned = (text: string, attributes = 'Type="3"') =>
  answered(`<Success/><Warnings><Warning ${attributes}>${text}</Warning></Warnings>`, '', 'new')

describe('an answer', () => {
  it.each<[string, string, MessageKind]>([
    ['<Success>No</Success>', '', 'new'],
    ['<Success><Value>false</Value></Success>', '', 'new'],
    ['<Success value="false"/>', '', 'new'],
    ['', 'Success="0"', 'new'],
    ['<Success>Failed</Success>', '', 'new'],
    ['<Success>not ok</Success>', '', 'new'],
    ['<Success xsi:nil="true"/>', '', 'new'],
    ['<Success>FALSE</Success>', '', 'new'],
    ['<Success>F</Success>', '', 'new'],
    ['<Success>nein</Success>', '', 'new'],
    ['<Success>non</Success>', '', 'new'],
    ['<Success><![CDATA[false]]></Success>', '', 'new'],
    ['<Success>unsuccessful</Success>', '', 'new'],
    ['<success>false</success>', '', 'new'],
    ['<Success/><Failure/>', '', 'new'],
    ['<Errors/>', '', 'new'],
    ['', '', 'new'],
    ['<Success/><Errors><Error Type="3" Code="402">bad</Error></Errors>', '', 'new'],
    ['<Success/>', 'ResResponseType="Denied"', 'new'],
    ['<Success/>', 'ResResponseType="RequestDenied"', 'new'],
    ['<Success/><HotelReservations><HotelReservation ResStatus="Rejected"/></HotelReservations>', '', 'new'],
    ['<Success/>', 'ResResponseType="Pending"', 'new'],
    ['<Success/><HotelReservations><HotelReservation ResStatus="Waitlisted"/></HotelReservations>', '', 'new'],
    ['<Success/>', 'ResResponseType="PendingModification"', 'new'],
    ['<Success/>', 'ResResponseType="Rollback"', 'new'],
    ['<Success/>', 'Status="Aborted"', 'new'],
    [
      '<Success/><HotelReservations><HotelReservation><TPA_Extensions><Result Status="FAILED"/></TPA_Extensions></HotelReservation></HotelReservations>',
      '',
      'new',
    ],
    ['<Success/><Status>Failed</Status>', '', 'new'],
    ['<Success/><ProcessingStatus>REJECTED</ProcessingStatus>', '', 'new'],
    ['<Success/><TransactionStatus>Unsuccessful</TransactionStatus>', '', 'new'],
    ['<Success/>', 'ResResponseType="Timeout"', 'new'],
    ['<Success/>', 'ResResponseType="NotConfirmed"', 'new'],
    ['<Success/>', 'ResResponseType="Unconfirmed"', 'new'],
    ['<Success/>', 'ResResponseType="NoAction"', 'new'],
    ['<Success/>', 'Status="Ignored"', 'cancel'],
    ['<Success/>', 'Status="Unsuccessful"', 'cancel'],
    ['<Success/>', 'Status="PendingCancellation"', 'cancel'],
    ['<Success/>', 'Status="Denied"', 'cancel'],
  ])('that is no yes: %s %s to %s', (inner, attributes, kind) => {
    expect(answered(inner, attributes, kind)).not.toMatch(/^delivered/)
  })

  it.each<[string, string, MessageKind]>([
    ['<Success/>', 'Status="Cancelled"', 'cancel'],
    ['<Success/>', 'Status="Commit"', 'cancel'],
    ['<Success/>', 'ResResponseType="Committed"', 'new'],
    ['<Success/>', 'ResResponseType="Reserved"', 'new'],
    ['<Success/>', 'ResResponseType="Modify"', 'change'],
    ['<Success/>', 'ResResponseType="Book"', 'new'],
    ['<Success/>', '', 'new'],
    ['<Success>true</Success>', '', 'new'],
    ['<Success>OK</Success>', '', 'new'],
    ['<Success/><HotelReservations><HotelReservation ResStatus="Confirmed"/></HotelReservations>', '', 'new'],
    [
      '<Success/><HotelReservations><HotelReservation ResStatus="Commit"/></HotelReservations>',
      'ResResponseType="Commit"',
      'new',
    ],
    ['<Success/>', 'ResStatus="Cancelled"', 'cancel'],
    ['<Success>Reservation created successfully</Success>', '', 'new'],
  ])('that is a yes: %s %s to %s', (inner, attributes, kind) => {
    expect(answered(inner, attributes, kind)).toMatch(/^delivered/)
  })

  it.each([
    '<Response><Success>true</Success></Response>',
    '<r><Success>False</Success></r>',
    '<ns:ImportResponse xmlns:ns="x"><ns:Success>true</ns:Success></ns:ImportResponse>',
  ])('of something foreign is no yes: %s', (body) => {
    expect(judge(body).outcome).not.toMatch(/^delivered/)
  })
})

describe('a warning beside a success', () => {
  it.each([
    "The booking couldn't be stored",
    'Reservation was not accepted',
    "The reservation hasn't been created",
    'Unable to import reservation',
    'Failed to save booking',
    'Booking refused',
    'Message discarded',
    'Update was skipped',
    'This message was ignored',
    'Reservation dropped',
    'Error while saving reservation',
    'Record not written',
    'Could not apply the update',
    'Nothing was saved',
    'No reservation was created',
    'No changes were applied',
    'Buchung wurde nicht gespeichert',
    'Reservierung abgelehnt',
    'Réservation refusée',
    "La réservation n'a pas été enregistrée",
    'Reserva rechazada',
    'No se pudo guardar la reserva',
    'Reservation not delivered to property',
    'Booking was rolled back',
    'The import was aborted',
    'The reservation did not reach the property',
    "Booking isn't saved",
    "Reservation won't be processed",
    'Will not be processed',
    'Processing failed',
    'Not stored',
    'NOT PROCESSED',
    'Unprocessed',
    'Rejected by PMS',
    'Reservation declined',
    'Update rejected: closed',
    'Message could not be delivered',
    'Not forwarded to hotel',
    'Reservation not inserted',
    'Booking was not taken over',
    'Der Datensatz wurde verworfen',
    'Datensatz übersprungen',
    'Transaktion fehlgeschlagen',
    "Échec de l'enregistrement",
    'Error al guardar la reserva',
  ])('says that nothing was taken: %s', (text) => {
    expect(warned(text)).not.toMatch(/^delivered/)
  })

  it.each([
    'Status="Incomplete"',
    'Status="NotProcessed"',
    'Status="Failed"',
    'Status="Error"',
    'Status="Rejected"',
    'Status="Ignored"',
    'Status="Unsuccessful"',
    'Status="Denied"',
    'Status="Skipped"',
    'Status="Pending"',
    'RecordStatus="Failed"',
    'Result="FAILED"',
  ])('says so in its attributes: %s', (attributes) => {
    expect(warned('See log', `${attributes} Type="3"`)).not.toMatch(/^delivered/)
  })

  it.each([
    'Comment was ignored',
    'The special request could not be saved',
    'Email address is invalid',
    'Credit card was not stored',
    'Phone number missing',
    'Loyalty number not recognised',
    'Guest address incomplete',
    'Guest profile not found, new one created',
    'The reservation was saved, but the comment was too long',
    'Reservation imported without card',
    'Room moved to default',
    'Rate plan unknown, default used',
    'Currency converted',
    'Unknown country code',
    'Attachment was dropped',
    'Price differs from contract',
    'Duplicate guest profile merged',
    'Kommentar wurde ignoriert',
    'Adresse unvollständig',
    'Carte non enregistrée',
    'El comentario fue ignorado',
    'Booking confirmed; e-mail not sent',
    'No loyalty number',
    'Optional extras were not processed, booking was created',
    'Reservation accepted with remarks',
  ])('is a remark only: %s', (text) => {
    expect(warned(text)).toMatch(/^delivered/)
  })
})
