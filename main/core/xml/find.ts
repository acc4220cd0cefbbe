import type { XmlElement } from './parse.ts'

/** The first child with this local name. */
export const child = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((candidate) => candidate.name === name)

/** All children with this local name, in order. */
export const children = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element?.children.filter((candidate) => candidate.name === name) ?? []

/** Every element that the path of local names leads to, `RoomStays/RoomStay/TimeSpan` for one, in document order. */
export const findAll = (element: XmlElement | undefined, path: string): XmlElement[] => {
  let found = element === undefined ? [] : [element]
  for (const name of path.split('/')) found = found.flatMap((candidate) => children(candidate, name))
  return found
}

/** The first element that the path of local names leads to. */
export const find = (element: XmlElement | undefined, path: string): XmlElement | undefined => findAll(element, path)[0]

/** Every element below this one with one of these local names, in document order. */
export const descendants = (element: XmlElement | undefined, ...names: string[]): XmlElement[] => {
  const found: XmlElement[] = []
  const look = (parent: XmlElement): void => {
    for (const candidate of parent.children) {
      if (names.includes(candidate.name)) found.push(candidate)
      look(candidate)
    }
  }
  if (element !== undefined) look(element)
  return found
}

/** An attribute's value without space around it; null where it is absent or empty. */
export const attribute = (element: XmlElement | undefined, name: string): string | null => {
  if (element === undefined || !Object.hasOwn(element.attributes, name)) return null
  return element.attributes[name]?.trim() || null
}

/** An element's own text without space around it; null where it is absent or empty. */
export const textOf = (element: XmlElement | undefined): string | null => element?.text.trim() || null
