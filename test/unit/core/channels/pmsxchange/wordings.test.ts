import { describe, expect, it } from 'vitest'
import { judgeSoap } from '../../../../../main/core/channels/pmsxchange/judge.ts'
import type { Asked } from '../../../../../main/core/channels/verdict.ts'
import { asked, error, reply } from '../replies.ts'

/**
 * One thing said in many ways, in English, German, French and Spanish, and what sounds like it and is
 * something else. Whatever type and vague code stand beside the words, they decide.
 */

const beside = ['Type="3"', 'Type="1"', 'Type="3" Code="450"', 'Type="13"']

const verdictsOn = (text: string, given: Partial<Asked> = {}) =>
  beside.map((attributes) => judgeSoap(reply(200, error(attributes, text)), asked(given)))

const cancelling: Partial<Asked> = { kind: 'cancel' }
const again: Partial<Asked> = { isRepeatAfterUnknown: true }

describe('the sign-in is refused', () => {
  it.each([
    'Login incorrect',
    'Access denied: bad username/password combination',
    "We don't recognise these credentials",
    'The credentials you supplied were rejected',
    'Authentication error',
    "Couldn't authenticate user",
    'You are not logged in',
    "You aren't authorised to use this service: wrong password",
    'Your password has expired',
    'Account locked after too many failed login attempts',
    'Account disabled',
    'No such user',
    'User does not exist',
    "User isn't known",
    'Password mismatch',
    'Unknown login',
    'API key not valid',
    'Invalid security token',
    'Session expired, please log in again',
    'Sign in failed',
    'user unknown',
    'Benutzername oder Passwort falsch',
    'Anmeldung fehlgeschlagen',
    'Identifiants incorrects',
    "Nom d'utilisateur ou mot de passe incorrect",
    'Usuario o contraseña incorrectos',
    'Zugriff verweigert: ungültige Anmeldedaten',
    'Échec de l’authentification',
    'Credenciales inválidas',
    'Could not log you in',
    'Wrong credentials provided',
    'Username/password pair not accepted',
    'Not authenticated',
    'Unable to verify login',
    'The user name or password you entered is not right',
    'Login required',
    'Authentication required',
    'Missing credentials',
  ])('%s', (text) => {
    for (const { outcome } of verdictsOn(text)) expect(outcome).toBe('paused')
  })
})

describe('one cause', () => {
  it.each([
    'You have sent too many messages, slow down',
    'Rate limit has been reached',
    'Request rate is too high',
    'Maximum number of requests per minute exceeded',
    '429 Too Many Requests',
    'API calls quota used up',
    "You're being rate-limited",
    'Limit of 40 requests per minute was exceeded',
    'Too many concurrent calls',
    "You can't send more than 40 requests per minute",
    'Zu viele Anfragen',
    'Trop de requêtes',
    'Demasiadas solicitudes',
    'Límite de peticiones excedido',
    'Anfragelimit überschritten',
    'Requests are coming in too fast',
    'Allowed number of simultaneous connections exceeded',
    'Policy violation: SpikeArrest',
    'Please reduce your request frequency',
    'Throttling has been applied',
    'Usage quota has been exhausted',
    'Maximum request limit reached, try again in one minute',
  ])('throttled: %s', (text) => {
    for (const { cause } of verdictsOn(text)) expect(cause).toBe('throttled')
  })

  it.each([
    'Room type not configured: DLX',
    "The room code DLX isn't set up",
    'DLX is not a valid room type',
    "Room type 'DLX' couldn't be found",
    'No room type matches DLX',
    'Room DLX is unknown',
    'Unrecognised InvTypeCode DLX',
    'Room category DLX does not belong to this hotel',
    'Zimmertyp DLX nicht gefunden',
    'Unbekannter Zimmertyp DLX',
    'Type de chambre inconnu',
    'Tipo de habitación no encontrado',
    'Room type DLX was not recognised',
    'There is no such room type',
    'We have no room type called DLX',
    'Room mapping missing for DLX',
    'The room type has not been mapped yet',
    'roomTypeCode DLX unmapped',
  ])('room-type-unknown: %s', (text) => {
    for (const { cause } of verdictsOn(text)) expect(cause).toBe('room-type-unknown')
  })

  it.each([
    'Rate plan BAR does not exist',
    'Unknown rate BAR',
    "BAR isn't a valid rate code",
    'RatePlanCode not mapped',
    'Rate code BAR could not be resolved',
    'Ratenplan BAR unbekannt',
    'Plan tarifaire inconnu',
    'Tarifa desconocida: BAR',
    "There isn't a rate plan with this code",
    'Tarif BAR nicht vorhanden',
  ])('rate-unknown: %s', (text) => {
    for (const { cause } of verdictsOn(text)) expect(cause).toBe('rate-unknown')
  })

  it.each([
    'Hotel code HTL1 is not recognised',
    'Unknown hotel',
    "The property doesn't exist",
    'No hotel found for code HTL1',
    'Hotel HTL1 nicht gefunden',
    'Unbekanntes Hotel HTL1',
    'Hôtel introuvable',
    'Hotel no encontrado',
    "We couldn't find property HTL1",
    'Property ID invalid',
  ])('hotel-unknown: %s', (text) => {
    for (const { cause } of verdictsOn(text)) expect(cause).toBe('hotel-unknown')
  })

  it.each([
    'Hotel is inactive',
    'This property is not active',
    'Hotel has been deactivated',
    'The hotel account is disabled',
    "Property isn't live yet",
  ])('hotel-not-active: %s', (text) => {
    for (const { cause } of verdictsOn(text)) expect(cause).toBe('hotel-not-active')
  })

  it.each([
    'Reservation not found',
    "We couldn't find that booking",
    'Booking number 4711 unknown',
    'No reservation exists with this ID',
    'There is no booking with reference 4711',
    'Reservierung nicht gefunden',
    'Buchung existiert nicht',
    'Réservation introuvable',
    'La reserva no existe',
    "Can't locate booking",
    'Itinerary could not be retrieved: unknown',
    'Reservation to cancel was not found',
    'Nothing to cancel: booking unknown',
    "Confirmation 4711 isn't in our system",
  ])('cancel-of-unknown: %s', (text) => {
    for (const { cause } of verdictsOn(text, cancelling)) expect(cause).toBe('cancel-of-unknown')
  })

  it.each([
    'Reservation is already cancelled',
    'This booking was cancelled before',
    'Reservation has previously been canceled',
    'Cannot cancel a cancelled reservation',
    'Buchung wurde bereits storniert',
    'Réservation déjà annulée',
    'La reserva ya está cancelada',
    'Booking status is CANCELLED',
    'Status: cancelled',
    'Cancellation already processed',
    'Booking cannot be cancelled because it is already cancelled',
    "It's been cancelled already",
  ])('already-cancelled: %s', (text) => {
    for (const { cause } of verdictsOn(text, cancelling)) expect(cause).toBe('already-cancelled')
  })

  it.each([
    'Cancellation is not allowed',
    "This booking can't be cancelled any more",
    'Too late to cancel',
    'Stornierung nicht möglich',
  ])('cancel-refused: %s', (text) => {
    for (const { cause } of verdictsOn(text, cancelling)) expect(cause).toBe('cancel-refused')
  })

  it.each([
    'Reservation already exists',
    'Booking 4711 exists already',
    "We've already received this reservation",
    'Duplicate booking',
    'A booking with this ID already exists',
    'This reservation has been processed before',
    'Reservation already in system',
    'Buchung existiert bereits',
    'Reservierung schon vorhanden',
    'La réservation existe déjà',
    'La reserva ya existe',
    'Already imported',
    'Booking ID must be unique',
    'UniqueID 4711 has been used already',
    'Reservation is a duplicate',
  ])('already-exists: %s', (text) => {
    for (const { cause } of verdictsOn(text)) expect(cause).toBe('already-exists')
  })

  it.each([
    'Departure date must be after arrival date',
    'Arrival is in the past',
    'Invalid date format',
    'Check-out before check-in',
    'Start date is later than end date',
    'Anreisedatum liegt in der Vergangenheit',
    'Date d’arrivée invalide',
    'Fecha de llegada no válida',
    "The arrival date isn't valid",
    'Stay dates missing',
  ])('date-wrong: %s', (text) => {
    for (const { cause } of verdictsOn(text)) expect(cause).toBe('date-wrong')
  })

  it.each([
    'Guest name is required',
    'Surname missing',
    'Last name cannot be empty',
    "The guest's surname hasn't been supplied",
    'No guest name given',
    'Name des Gastes fehlt',
    'Nachname fehlt',
    'Nom du client manquant',
    'Falta el nombre del huésped',
    'Please provide a last name',
    'firstName must not be blank',
  ])('name-missing: %s', (text) => {
    for (const { cause } of verdictsOn(text)) expect(cause).toBe('name-missing')
  })

  it.each([
    'Currency EUR not supported',
    'Invalid currency code',
    'Currency does not match hotel currency',
    'Wrong currency',
    'Währung EUR wird nicht unterstützt',
    'Devise invalide',
  ])('currency-wrong: %s', (text) => {
    for (const { cause } of verdictsOn(text)) expect(cause).toBe('currency-wrong')
  })
})

describe('what sounds like it', () => {
  it.each([
    'The user field ROOM is missing',
    'Password-protected rate BAR cannot be booked',
    'Guest is not authorised to book this rate',
    'Rate not authorised for this channel',
    'Card was declined: authorisation failed',
    'Payment authorization failed',
    'Credit card authentication failed',
    '3-D Secure authentication failed',
    'Member login number invalid',
    'Loyalty account not found',
    'Guest account is locked',
    'Company account unknown',
    'Access to room DLX denied for this rate',
    'Booking user comment invalid',
    'The reservation identity is unknown',
    'Duplicate user defined field',
    'Travel agent account inactive',
    'Gastname im Benutzerfeld fehlt',
    'Corporate account expired',
    'Rate access code invalid',
    'Promotion code expired',
    'Card security token invalid',
    'Payment token expired',
    'The message is outdated: a newer version exists',
    'Card expired',
    'Identity card number missing',
    'Guest identity document invalid',
    'Clock time of arrival invalid',
    'Account code for billing is invalid',
    'Folio account unknown',
  ])('is not about our sign-in: %s', (text) => {
    for (const { outcome } of verdictsOn(text)) expect(outcome).not.toBe('paused')
  })

  it.each([
    'Number of guests exceeds the limit for room DLX',
    'Too many rooms requested',
    'Too many guests',
    'Maximum stay exceeded',
    'Allotment limit reached',
    'Credit limit exceeded',
    'Card limit exceeded',
    'Room limit exceeded for this rate',
    'Occupancy limit reached',
    'Limit of 3 adults per room exceeded',
    'Comment exceeds 512 characters',
    'Zu viele Gäste',
    'Zu viele Zimmer angefragt',
    'Trop de personnes pour cette chambre',
    'More than 3 adults are not allowed in DBL',
    'Too many special requests',
    'Number of special requests exceeded',
    'Only 2 children per minute',
  ])('is not about our pace: %s', (text) => {
    for (const { outcome } of verdictsOn(text)) expect(outcome).not.toBe('throttled')
  })

  it.each([
    'Reservation could not be cancelled',
    'The booking is not cancelled',
    'Room type DLX not found',
    'Hotel of the reservation not found',
    'Guest not found',
    'Cancellation reason not found',
    'Cancellation policy not found',
    'Reservation found in several hotels',
    'Booking channel not found',
    'Cancel by phone already in progress',
    'Cancellation deadline has already passed',
    'Reservation is already checked in',
    'The guest has already checked out',
    'Reservation already invoiced and cannot be cancelled',
    'Invalid cancel date',
    'Booking source unknown',
    'Reservation user unknown',
    'Der Stornogrund ist unbekannt',
    'Reservation status unknown',
    'Reservation type invalid',
    'Rate for reservation not found',
    'Payment was already cancelled',
    'The transaction has been cancelled',
    'Operation cancelled by timeout',
    'The request was canceled',
    'Your session was already terminated',
    'Cannot find the file',
    'Page not found',
    'Service not found',
    'Object reference not set to an instance',
    'Record is locked',
    'Key not found in dictionary',
  ])('leaves a cancellation unsettled: %s', (text) => {
    for (const { outcome } of verdictsOn(text, cancelling)) expect(outcome).not.toMatch(/^delivered/)
  })

  it.each([
    'Guest profile already exists',
    'Room already occupied',
    'A mapping already exists',
    'Rate already closed',
    'Card already used',
    'Another request is already running',
    'Session already in use',
    'EchoToken already used',
    'Duplicate element RoomStay',
    'Duplicate attribute Type',
    'Duplicate room stay index',
    'Arrival date already passed',
    'Room has already been booked by another guest',
    'Dates already booked',
    'Hotel already has a booking for these dates',
    'Reservation already cancelled',
    'The reservation does not already exist',
  ])('leaves a repeat unsettled: %s', (text) => {
    for (const { outcome } of verdictsOn(text, again)) expect(outcome).not.toMatch(/^delivered/)
  })
})

describe('sentences of other languages', () => {
  it.each<[string, string, Partial<Asked>]>([
    ['paused', "Your login isn't valid", {}],
    ['paused', 'Credentials not accepted', {}],
    ['paused', 'We could not sign you in', {}],
    ['paused', 'Invalid user/pass', {}],
    ['paused', 'Username not found', {}],
    ['paused', 'Password is incorrect', {}],
    ['paused', 'User not authenticated', {}],
    ['paused', 'Die Anmeldung ist fehlgeschlagen', {}],
    ['paused', 'Ungültiger Benutzername oder Passwort', {}],
    ['paused', 'Mot de passe incorrect', {}],
    ['paused', 'Contraseña incorrecta', {}],
    ['paused', 'Kennwort abgelaufen', {}],
    ['paused', 'Benutzer unbekannt', {}],
    ['paused', 'Das Benutzerkonto ist gesperrt', {}],
    ['paused', 'Authentifizierung fehlgeschlagen', {}],
    ['paused', 'Autenticación fallida', {}],
    ['paused', 'Usuario no encontrado', {}],
    ['throttled', 'Anzahl der Anfragen pro Minute überschritten', {}],
    ['throttled', 'Limit der Anfragen überschritten', {}],
    ['throttled', 'Nombre maximum de requêtes dépassé', {}],
    ['throttled', 'Se ha superado el límite de solicitudes', {}],
    ['throttled', 'Too many calls in a short time', {}],
    ['throttled', "You've exceeded your rate limit", {}],
    ['throttled', 'Calls per minute limit hit', {}],
    ['throttled', 'Message limit per minute reached', {}],
    ['room-type-unknown', 'Zimmerkategorie DLX existiert nicht', {}],
    ['room-type-unknown', 'Das Zimmer DLX wurde nicht gefunden', {}],
    ['room-type-unknown', "La chambre DLX n'existe pas", {}],
    ['room-type-unknown', 'Aucune chambre trouvée pour le code DLX', {}],
    ['room-type-unknown', 'No existe el tipo de habitación DLX', {}],
    ['room-type-unknown', 'Zimmertyp nicht zugeordnet', {}],
    ['room-type-unknown', 'Für den Zimmertyp DLX fehlt die Zuordnung', {}],
    ['rate-unknown', 'Der Ratenplan BAR existiert nicht', {}],
    ['rate-unknown', "Le tarif BAR n'existe pas", {}],
    ['rate-unknown', 'La tarifa BAR no es válida', {}],
    ['rate-unknown', 'Ratencode ungültig', {}],
    ['hotel-unknown', 'Das Hotel ist nicht bekannt', {}],
    ['hotel-unknown', "L'hôtel n'existe pas", {}],
    ['hotel-unknown', 'Código de hotel desconocido', {}],
    ['hotel-unknown', 'Hotelcode ungültig', {}],
    ['hotel-not-active', 'Das Hotel ist nicht aktiv', {}],
    ['hotel-not-active', "L'hôtel est inactif", {}],
    ['cancel-of-unknown', 'Die Buchung wurde nicht gefunden', cancelling],
    ['cancel-of-unknown', "La réservation n'existe pas", cancelling],
    ['cancel-of-unknown', 'Reserva no encontrada', cancelling],
    ['cancel-of-unknown', 'Keine Buchung mit dieser Nummer gefunden', cancelling],
    ['cancel-of-unknown', 'Reservierungsnummer unbekannt', cancelling],
    ['already-cancelled', 'Die Reservierung ist bereits storniert', cancelling],
    ['already-cancelled', 'La réservation a déjà été annulée', cancelling],
    ['already-cancelled', 'Reserva ya anulada', cancelling],
    ['already-cancelled', 'Schon storniert', cancelling],
    ['cancel-refused', 'Die Buchung kann nicht storniert werden', cancelling],
    ['cancel-refused', "L'annulation n'est pas autorisée", cancelling],
    ['cancel-refused', 'No se puede cancelar la reserva', cancelling],
    ['already-exists', 'Die Buchung ist bereits vorhanden', {}],
    ['already-exists', 'Buchung schon angelegt', {}],
    ['already-exists', 'Réservation déjà existante', {}],
    ['already-exists', 'Réservation déjà enregistrée', {}],
    ['already-exists', 'Reserva duplicada', {}],
    ['already-exists', 'Doppelte Buchung', {}],
    ['date-wrong', 'Ungültiges Anreisedatum', {}],
    ['date-wrong', 'Abreise liegt vor Anreise', {}],
    ['date-wrong', "La date d'arrivée est dans le passé", {}],
    ['date-wrong', 'La fecha de salida debe ser posterior a la fecha de llegada', {}],
    ['name-missing', 'Der Nachname ist leer', {}],
    ['name-missing', 'Le nom de famille est obligatoire', {}],
    ['name-missing', 'El apellido es obligatorio', {}],
    ['name-missing', 'Gastname nicht angegeben', {}],
    ['currency-wrong', 'Ungültige Währung', {}],
    ['currency-wrong', "La devise n'est pas acceptée", {}],
    ['currency-wrong', 'Moneda no válida', {}],
    ['channel-unavailable', 'Der Dienst ist vorübergehend nicht verfügbar', {}],
    ['channel-unavailable', 'Service temporairement indisponible', {}],
    ['channel-unavailable', 'Servicio no disponible temporalmente', {}],
    ['channel-unavailable', 'Wegen Wartungsarbeiten nicht erreichbar', {}],
  ])('%s: %s', (wanted, text, given) => {
    for (const { outcome, cause } of verdictsOn(text, given)) expect([outcome, cause]).toContain(wanted)
  })
})
