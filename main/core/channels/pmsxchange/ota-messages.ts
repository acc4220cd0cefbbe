/**
 * The OTA messages that pmsXchange takes and Night Porter carries (SiteMinder: reservations upload;
 * availability, rates and inventory). The one list of them: what an export is read by, what is sent, what
 * answer is expected, and what the rehearsal's stand-in takes.
 */

export type OtaMessage =
  /**
   * `list` holds the reservations, each of them an `item`. `isWhole`: of a type that carries the whole
   * reservation.
   */
  | { about: 'reservations'; list: string; item: string; isWhole: boolean }
  /** It names one reservation and holds nothing else. */
  | { about: 'cancellation' }
  /** Each `list` is about one hotel and holds its updates, each of them an `item`. */
  | { about: 'availability' | 'rates'; list: string; item: string }

export const otaMessages = {
  OTA_HotelResNotifRQ: { about: 'reservations', list: 'HotelReservations', item: 'HotelReservation', isWhole: true },
  OTA_HotelResModifyNotifRQ: {
    about: 'reservations',
    list: 'HotelResModifies',
    item: 'HotelResModify',
    isWhole: false,
  },
  OTA_CancelRQ: { about: 'cancellation' },
  OTA_HotelAvailNotifRQ: { about: 'availability', list: 'AvailStatusMessages', item: 'AvailStatusMessage' },
  OTA_HotelRateAmountNotifRQ: { about: 'rates', list: 'RateAmountMessages', item: 'RateAmountMessage' },
  OTA_HotelInvCountNotifRQ: { about: 'availability', list: 'Inventories', item: 'Inventory' },
} as const satisfies Readonly<Record<string, OtaMessage>>

export type OtaMessageType = keyof typeof otaMessages

const isOtaMessage = (root: string): root is OtaMessageType => Object.hasOwn(otaMessages, root)

export const otaMessageTypes: readonly OtaMessageType[] = Object.keys(otaMessages).filter(isOtaMessage)

/** What a message with this root is; undefined where pmsXchange or Night Porter does not take it. */
export const otaMessageOf = (root: string): OtaMessage | undefined =>
  isOtaMessage(root) ? otaMessages[root] : undefined

/** The root of the answer to a message: `OTA_CancelRQ` is answered by `OTA_CancelRS`. */
export const answerRootOf = (root: string): string => root.replace(/RQ$/, 'RS')
