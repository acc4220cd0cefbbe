import { attribute, children, findAll, textOf } from '../../../xml/find.ts'
import type { SourceElement } from '../../../xml/tree.ts'
import { LONGEST_VALUE, mostKept } from '../../export.ts'

/** Who a reservation is for, and who else is named in it. */

/** Elements about the sender, the hotel and how the message came: whoever is named there is no guest. */
const notOfGuests = new Set([
  'POS',
  'UniqueID',
  'BasicPropertyInfo',
  'HotelReservationID',
  'TPA_Extensions',
  'WrittenConfInst',
])

/**
 * Types of profile (OpenTravel code list PRT): 1 is a guest, 3 a company that books, 4 a travel agent, all
 * others further companies.
 */
const GUEST_TYPE = '1'
const COMPANY_TYPE = '3'

const tidy = (text: string | null): string => text?.replace(/\s+/g, ' ').trim().slice(0, LONGEST_VALUE) ?? ''

/** Parts of a name by their elements, else by attributes of the same names, as some PMSs write them. */
const partOf = (person: SourceElement, ...names: string[]): string => {
  for (const name of names) {
    const text =
      tidy(
        children(person, name)
          .map(textOf)
          .filter((part) => part !== null)
          .join(' '),
      ) || tidy(attribute(person, name))
    if (text !== '') return text
  }
  return ''
}

const personName = (person: SourceElement): string | null => {
  const surname = tidy(`${partOf(person, 'SurnamePrefix')} ${partOf(person, 'Surname', 'LastName')}`)
  const parts = [surname, partOf(person, 'GivenName', 'FirstName')].filter((part) => part !== '')
  return parts.join(', ') || tidy(textOf(person)) || null
}

const companyName = (company: SourceElement): string | null =>
  tidy(textOf(company) ?? attribute(company, 'CompanyShortName') ?? attribute(company, 'Code')) || null

const isPrimary = (guest: SourceElement): boolean => /^(?:true|1)$/i.test(attribute(guest, 'PrimaryIndicator') ?? '')

type Named = { name: string; isPerson: boolean; profileType: string | null }

/**
 * Everybody named in an element, in order, with the type of the profile they stand in. A Customer without a
 * type is a guest.
 */
const everybodyIn = (element: SourceElement, profileType: string | null = null): Named[] => {
  if (notOfGuests.has(element.name)) return []
  const type = element.name === 'Profile' ? (attribute(element, 'ProfileType') ?? profileType) : profileType
  // Some PMSs write the parts of the name right into the customer.
  const isPerson =
    element.name === 'PersonName' || (element.name === 'Customer' && children(element, 'PersonName').length === 0)
  const own = isPerson ? personName(element) : element.name === 'CompanyName' ? companyName(element) : null
  return [
    ...(own === null ? [] : [{ name: own, isPerson, profileType: type }]),
    ...element.children.flatMap((below) => everybodyIn(below, type)),
  ]
}

const isGuest = ({ isPerson, profileType }: Named): boolean =>
  isPerson && (profileType === null || profileType === GUEST_TYPE)

/**
 * `guest`: `Surname, Given` of the main guest, else of any guest; where no guest is named, the company that
 * books. Never a company of the sender, the hotel or an agent. `names`: guests, bookers and companies of the
 * reservation, each once, at most `mostKept.names`.
 */
export const namesOf = (item: SourceElement): { guest: string | null; names: string[] } => {
  const guests = findAll(item, 'ResGuests/ResGuest')
  const all = everybodyIn(item)
  const inOrder = [...[...guests.filter(isPrimary), ...guests].flatMap((guest) => everybodyIn(guest)), ...all]
  const guest =
    inOrder.find((named) => named.profileType === GUEST_TYPE && isGuest(named)) ??
    inOrder.find(isGuest) ??
    inOrder.find(({ profileType }) => profileType === COMPANY_TYPE)
  return {
    guest: guest?.name ?? null,
    names: [...new Set([...all.filter(({ isPerson }) => isPerson), ...all].map(({ name }) => name))].slice(
      0,
      mostKept.names,
    ),
  }
}
