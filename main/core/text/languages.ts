import { entryOf } from './lexicon.ts'
import { type Clause, phraseOf, type Word } from './words.ts'

/**
 * German, French and Spanish words of errors in English, so that the rules need one language only. Word for
 * word: the rules look at what stands beside what, and hardly at grammar. A `*` stands for any of the usual
 * endings.
 */

const content: Readonly<Record<string, string>> = {
  'room type':
    'zimmertyp, zimmertypen, zimmerkategorie, zimmerart, type de chambre, catégorie de chambre, tipo de habitación, categoría de habitación, code chambre, código de habitación, zimmercode',
  room: 'zimmer, zimmern, chambre, chambres, habitación, habitaciones',
  'rate plan':
    'ratenplan, ratencode, tarif, tarife, tarifs, tarifcode, tarifplan, preisplan, plan tarifaire, code tarif, tarifa, tarifas, plan de tarifas, código de tarifa',
  'hotel code': "code de l'hôtel, code hôtel, código de hotel, código del hotel",
  hotel: 'hôtel, hôtels, hoteles, établissement, unterkunft, establecimiento, propiedad',
  reservation: 'buchung, buchungen, reservierung, reservierungen, reserva, reservas',
  'reservation number':
    'buchungsnummer, reservierungsnummer, bestätigungsnummer, numéro de réservation, numéro de confirmation, número de reserva, número de confirmación, localizador',
  'guest name':
    'gastname, name des gastes, nom du client, nom du voyageur, nombre del huésped, nombre del cliente, nombre del titular',
  'last name': 'nachname, familienname, nom de famille, apellido, apellidos',
  'first name': 'vorname, prénom, nombre de pila',
  guest: 'gast, gäste, gästen, huésped, huéspedes, voyageur, voyageurs',
  'user name':
    "benutzername, benutzer, benutzerkennung, anmeldename, nom d'utilisateur, utilisateur, identifiant, usuario, nombre de usuario",
  password: 'passwort, kennwort, mot de passe, contraseña',
  credentials: "anmeldedaten, zugangsdaten, identifiants, informations d'identification, credenciales",
  login: 'anmeldung, anmelden, inicio de sesión, iniciar sesión',
  authentication: 'authentifizierung, authentifizieren, authentification, autenticación',
  authenticated: 'authentifiziert, authentifi*, autenticad*, angemeldet',
  access: 'zugriff, zugang, accès, acceso',
  date: 'datum, fecha, fechas, zeitraum',
  'arrival date':
    "anreise, anreisedatum, anreisetag, ankunft, date d'arrivée, arrivée, fecha de llegada, fecha de entrada, llegada",
  'departure date': 'abreise, abreisedatum, abreisetag, date de départ, départ, fecha de salida, salida',
  timestamp: 'zeitstempel, horodatage, marca de tiempo',
  currency: 'währung, devise, moneda, divisa',
  'credit card': 'kreditkarte, carte de crédit, carte bancaire, tarjeta, tarjeta de crédito',
  'email address': 'e-mail-adresse, mailadresse, correo electrónico, adresse électronique',
  'user account': 'benutzerkonto, compte utilisateur, cuenta de usuario',
  'number of requests':
    'anzahl der anfragen, anzahl anfragen, limit der anfragen, nombre de requêtes, nombre maximum de requêtes, nombre maximal de requêtes, número de solicitudes, número de peticiones, número máximo de solicitudes',
  request: 'anfrage, anfragen, requête, requêtes, solicitud, solicitudes, petición, peticiones',
  'request limit': 'anfragelimit, anfragenlimit, limite de requêtes, límite de peticiones, límite de solicitudes',
  message: 'nachricht, nachrichten, mensaje, mensajes',
  mapping: 'zuordnung, asignación',
  mapped: 'zugeordnet, asignad*',
  unknown: 'unbekannt*, inconnu*, desconocid*',
  'not found': 'introuvable, introuvables',
  found: 'gefunden, trouv*, trouvé*, encontrad*, encontró',
  known: 'bekannt, connu*, conocid*',
  exists: 'existiert, existieren, existe, existen, existent, existant*, vorhanden',
  invalid: 'ungültig*, invalide, invalides, inválid*',
  wrong: 'falsch*, fehlerhaft*, incorrecte, incorrectes, incorrect*, erroné*, erróne*',
  valid: 'gültig*, valide, valides, válid*',
  missing: 'fehlt, fehlen, fehlend*, manquant*, manque, falta, faltan',
  required: 'erforderlich, notwendig, benötigt, obligatoire, obligatoires, requis, requise, obligatori*, requerid*',
  empty: 'leer, vide, vides, vací*',
  provided: 'angegeben, übermittelt, indiqu*, indiqué*, fourni*, indicad*, proporcionad*',
  already: 'bereits, schon, déjà, ya',
  cancelled: 'storniert, annulliert, annul*, annulé*, cancelad*, anulad*',
  cancel: 'stornieren, annuler, cancelar, anular',
  cancellation: 'stornierung, storno, annulation, cancelación, anulación',
  possible: 'möglich, posible',
  allowed: 'erlaubt, zulässig, gestattet, permitid*',
  authorised: 'autorisiert, berechtigt, autoris*, autorisé*, autorizad*',
  denied: 'verweigert, denegad*',
  rejected: 'abgelehnt, zurückgewiesen, refusé*, rejeté*, rechazad*',
  failed: 'fehlgeschlagen, gescheitert, échou*, échoué*, échec, fallid*, falló, fracasad*',
  error: 'fehler, erreur',
  'error saving': "fehler beim speichern, error al guardar, erreur lors de l'enregistrement",
  'error processing':
    'fehler beim verarbeiten, fehler bei der verarbeitung, error al procesar, erreur lors du traitement',
  'error importing': "fehler beim import, fehler beim importieren, error al importar, erreur lors de l'import",
  record: 'datensatz, datensätze, enregistrement, registro',
  discarded: 'verworfen, descartad*',
  skipped: 'übersprungen, ausgelassen, omitid*',
  supported: 'unterstützt, soportad*, admitid*',
  accepted: 'akzeptiert, angenommen, accepté*, aceptad*',
  processed: 'verarbeitet, bearbeitet, traité*, procesad*',
  saved: 'gespeichert, enregistré*, guardad*',
  imported: 'importiert, importé*, importad*',
  created: 'angelegt, erstellt, créé*, cread*',
  'too many': "zu viele, trop de, trop d'appels, demasiad*",
  exceeded: 'überschritten, dépass*, dépassé*, excedid*, superad*',
  expired: 'abgelaufen, expiré*, caducad*, vencid*',
  locked: 'gesperrt, bloqué*, verrouillé*, bloquead*',
  inactive: 'inaktiv*, deaktiviert, inactif, inactifs, désactivé*, inactiv*, desactivad*',
  active: 'aktiv, actif, actifs, activ*',
  'in the past': 'in der vergangenheit, dans le passé, en el pasado',
  before: 'vor, avant, antes, anterior a, antérieur à, antérieure à',
  after: 'nach, après, después, posterior a, postérieur à, postérieure à',
  match: 'überein, correspond*, coincide, coinciden',
  available: 'verfügbar, disponible, disponibles',
  maintenance: 'wartung, wartungsarbeiten, mantenimiento',
  temporarily: 'vorübergehend, temporairement, temporalmente',
  'try again':
    'erneut versuchen, später erneut, noch einmal versuchen, réessayer, réessayez, inténtelo de nuevo, intente de nuevo',
  later: 'später, plus tard, más tarde',
  overloaded: 'überlastet, surcharg*, surchargé*, sobrecargad*',
  duplicate: 'doppelt*, duplikat, doublon, duplicad*',
}

/** They may be words of another language or codes, so they count only beside one of the words above. */
const small: Readonly<Record<string, string>> = {
  not: 'nicht, ne, pas',
  no: 'kein, keine, keinen, keiner, aucun, aucune, ningún, ninguna, ninguno',
  without: 'ohne, sans, sin',
  is: 'ist, sind, wird, werden, wurde, wurden, war, est, sont, était, es, está, están, fue',
  been: 'worden, été, sido',
  has: 'hat, haben, a, ont, ha, han',
  could: 'konnte, konnten, kann, können, peut, peuvent, puede, pueden, pudo, se',
  must: 'muss, müssen, doit, doivent, debe, deben',
  the: 'der, die, das, dem, den, le, la, les, el, los, las, ein, eine, einer, einem, einen, un, une, una, cette, ce, esta, este, dieser, diese, dieses',
  of: 'des, von, vom, de, du, del',
  for: 'für, pour, para',
  in: 'im, dans, en',
  with: 'mit, avec, con',
  and: 'und, et, y',
  or: 'oder, ou, o',
  please: 'bitte, veuillez',
}

/**
 * Articles before a vowel, and the first half of a French `not`, stand with an apostrophe before their word.
 */
const elided = /^(?:d|l|s|qu)$/

const endings = ['', 'e', 'er', 'es', 'en', 'em', 'ee', 'ees', 's', 'o', 'a', 'os', 'as', 'ent', 'iert', 'ieren']
const LONGEST = 5

/** An umlaut is written with an e where there is none on the keyboard. */
const spellings = (phrase: string): string[] => {
  const spelled = phrase.replace(/[äöü]/g, (sign) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[sign] ?? sign)
  return spelled === phrase ? [phrase] : [phrase, spelled]
}

const isMeant = (word: string): string[] =>
  word.endsWith('*') ? endings.map((ending) => word.slice(0, -1) + ending) : [word]

const keysOf = (phrases: string): string[] => phrases.split(', ').flatMap(isMeant).flatMap(spellings).map(phraseOf)

type Translation = { words: readonly Word[]; isSmall: boolean }

const translations: ReadonlyMap<string, Translation> = new Map(
  [small, content].flatMap((table) =>
    Object.entries(table).flatMap(([english, phrases]) => {
      const words = english.split(' ').map((raw) => ({ text: phraseOf(raw), raw, isQuoted: false }))
      return keysOf(phrases).map((key): [string, Translation] => [key, { words, isSmall: table === small }])
    }),
  ),
)

const longestAt = (clause: Clause, at: number): { found: Translation; length: number } | null => {
  for (let length = Math.min(LONGEST, clause.length - at); length > 0; length -= 1) {
    const words = clause.slice(at, at + length)
    if (words.some(({ text, isQuoted }) => isQuoted || text === '')) continue
    const phrase = words.map(({ text }) => text).join(' ')
    const found = translations.get(phrase)
    // What is a word of the rules already stays one: `import` is written as `importé` is without its accent.
    if (found !== undefined && entryOf(phrase) === undefined) return { found, length }
  }
  return null
}

/** `Buchung existiert nicht`: a `not` that ends its sentence is about the word before it. */
const withNotBefore = (words: Word[]): Word[] => {
  const [last, before] = [words.at(-1), words.at(-2)]
  return last?.text === 'not' && before !== undefined ? [...words.slice(0, -2), last, before] : words
}

/** Written as no English word is: with an accent, or with a small word taken into it. */
const isMarked = (raw: string): boolean => /[à-öø-ÿß]|\p{M}|^(?:[dlns]|qu)['’]/iu.test(raw)

/** The clause in English; as it is where no word of another language stands in it. */
export const inEnglish = (clause: Clause): Clause => {
  const result: Word[] = []
  let isForeign = false
  for (let at = 0; at < clause.length; ) {
    const here = clause[at]
    const translation = longestAt(clause, at)
    isForeign ||= here !== undefined && isMarked(here.raw)
    if (here !== undefined && translation === null && !elided.test(here.text)) result.push(here)
    if (translation !== null) {
      result.push(...translation.found.words)
      isForeign ||= !translation.found.isSmall
    }
    at += translation?.length ?? 1
  }
  return isForeign ? withNotBefore(result) : clause
}
