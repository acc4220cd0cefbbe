import type { TFunction } from 'i18next'
import type { MessageItem } from '../../main/contract/message.ts'
import type { Formats } from '../i18n/formats.ts'
import type { StateLook } from './looks.ts'

type Named = Pick<MessageItem, 'guest' | 'reservationId' | 'fileName' | 'kind'>

/** What a message is called in a list: the guest, else what was updated, else the number, else the file. */
export const nameOf = (t: TFunction, item: Named): string => {
  if (item.guest) return item.guest
  if (item.kind === 'availability' || item.kind === 'rates') return t(`kind.${item.kind}`)
  return item.reservationId ?? item.fileName
}

/** `Haddad, Samir` as one says it: `Samir Haddad`. */
export const spokenName = (guest: string): string => {
  const [surname, ...given] = guest.split(', ')
  return given.length ? `${given.join(', ')} ${surname}` : guest
}

/** The title of a message's page: `Samir Haddad, change of 12–16 Nov`. */
export const titleOf = (t: TFunction, item: Named & { stay: string }): string => {
  const name = item.guest ? spokenName(item.guest) : nameOf(t, item)
  const { kind, stay } = item
  if (kind !== 'new' && kind !== 'change' && kind !== 'cancel') return stay ? `${name}, ${stay}` : name
  return stay ? t(`title.${kind}`, { name, stay }) : t(`title.${kind}NoStay`, { name })
}

/** Whether a guest stands at the desk on this business day because of it. */
export const arrivesOn = (item: Pick<MessageItem, 'kind' | 'arrival'>, today: string): boolean =>
  item.arrival === today && (item.kind === 'new' || item.kind === 'change')

/** The state in staff words: `Trying again at 05:13`. */
export const stateText = (t: TFunction, look: StateLook, formats: Formats, nowAt: number): string =>
  look.word === 'again' && look.at !== null
    ? t('state.again', { at: formats.moment(look.at, nowAt) })
    : t(`state.${stateKey(look)}`)

const stateKey = (look: StateLook) => (look.word === 'again' ? 'waiting' : look.word)
