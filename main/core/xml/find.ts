import type { XmlElement } from './parse.ts'
import { attributeValue, ownText, type SourceElement } from './tree.ts'

/** Looks things up in a tree of elements, whichever reader made it. Names are local, without prefix. */

type Named<E> = { name: string; children: readonly E[] }

/** The first child with this local name. */
export const child = <E extends Named<E>>(element: E | undefined, name: string): E | undefined =>
  element?.children.find((candidate) => candidate.name === name)

/** All children with this local name, in order. */
export const children = <E extends Named<E>>(element: E | undefined, name: string): E[] =>
  element?.children.filter((candidate) => candidate.name === name) ?? []

/**
 * Every element that the path of local names leads to, `RoomStays/RoomStay/TimeSpan` for one, in document
 * order.
 */
export const findAll = <E extends Named<E>>(element: E | undefined, path: string): E[] => {
  let found = element === undefined ? [] : [element]
  for (const name of path.split('/')) {
    const below: E[] = []
    for (const parent of found) for (const each of parent.children) if (each.name === name) below.push(each)
    found = below
  }
  return found
}

/** The first element that the path of local names leads to. */
export const find = <E extends Named<E>>(element: E | undefined, path: string): E | undefined =>
  findAll(element, path)[0]

/** Every element below this one with one of these local names, in document order. */
export const descendants = <E extends Named<E>>(element: E | undefined, ...names: string[]): E[] => {
  const found: E[] = []
  const look = (parent: E): void => {
    for (const candidate of parent.children) {
      if (names.includes(candidate.name)) found.push(candidate)
      look(candidate)
    }
  }
  if (element !== undefined) look(element)
  return found
}

/**
 * The nearest elements of this local name below, in document order; those inside another one of them are not
 * looked at.
 */
export const nearest = <E extends Named<E>>(element: E, name: string): E[] =>
  element.children.flatMap((candidate) => (candidate.name === name ? [candidate] : nearest(candidate, name)))

/** An attribute's value without space around it; null where it is absent or empty. */
export const attribute = (element: XmlElement | SourceElement | undefined, name: string): string | null => {
  if (element === undefined) return null
  if ('source' in element) return attributeValue(element, name)?.trim() || null
  return Object.hasOwn(element.attributes, name) ? element.attributes[name]?.trim() || null : null
}

/** An element's own text without space around it; null where it is absent or empty. */
export const textOf = (element: XmlElement | SourceElement | undefined): string | null => {
  if (element === undefined) return null
  return ('source' in element ? ownText(element) : element.text).trim() || null
}
