import { applyEdits, type Edit, insertFirst, setAttributes } from '../../xml/edits.ts'
import { child, children, descendants, findAll } from '../../xml/find.ts'
import { prefixOf } from '../../xml/scan.ts'
import { readTree, type SourceElement } from '../../xml/tree.ts'
import { writeXml } from '../../xml/write.ts'

/** What Night Porter owns in a message that the PMS wrote. */
export type Stamp = { echoToken: string; timeStamp: string; requestorType: string; requestorId: string }

/**
 * Where a PMS writes its POS: below the root, or inside each reservation as SiteMinder Exchange's samples
 * have it.
 */
const placesOfPos = ['POS', 'HotelReservations/HotelReservation/POS', 'HotelResModifies/HotelResModify/POS']

const requestorIn = (pos: SourceElement): SourceElement | undefined =>
  children(pos, 'Source')
    .flatMap((source) => children(source, 'RequestorID'))
    .at(0)

/**
 * The RequestorID, in the POS that the PMS wrote; of several POS in those that name one already. Every one
 * that stands anywhere in the message becomes ours, so that no other code is beside it. A POS of our own goes
 * to the root only where there is none. Each new element has the prefix of what it stands in, so that all are
 * in one name space.
 */
const requestorEdits = (root: SourceElement, { requestorType, requestorId }: Stamp): Edit[] => {
  const attributes = { Type: requestorType, ID: requestorId }
  const all = placesOfPos.flatMap((path) => findAll(root, path))
  const written = descendants(root, 'RequestorID').flatMap((requestor) => setAttributes(requestor, attributes))
  if (all.some((pos) => requestorIn(pos) !== undefined)) return written
  const [pos] = all
  const source = child(pos, 'Source')
  const prefix = prefixOf((source ?? pos ?? root).qualifiedName)
  const requestor = { name: `${prefix}RequestorID`, attributes }
  if (source !== undefined) return [...written, insertFirst(source, writeXml(requestor))]
  const newSource = { name: `${prefix}Source`, children: [requestor] }
  if (pos !== undefined) return [...written, insertFirst(pos, writeXml(newSource))]
  return [...written, insertFirst(root, writeXml({ name: `${prefix}POS`, children: [newSource] }))]
}

/**
 * The PMS's message with a new EchoToken and TimeStamp, a Version where it has none, and the RequestorID of
 * the settings. Nothing else changes; whatever stands before and after the root, the XML declaration among
 * it, is left away.
 */
export const stampMessage = (body: string, stamp: Stamp): string => {
  const read = readTree(body)
  if (!read.ok) return body
  const { root } = read
  const hasVersion = root.attributes.some(({ name }) => name === 'Version')
  const edits = [
    ...setAttributes(root, {
      EchoToken: stamp.echoToken,
      TimeStamp: stamp.timeStamp,
      ...(hasVersion ? {} : { Version: '1.0' }),
    }),
    ...requestorEdits(root, stamp),
  ]
  return applyEdits(body, edits, root.start, root.end)
}
