import { readTree } from '../../xml/tree.ts'
import { hotelCodesIn } from './export/reservation.ts'

/**
 * What of a message the fence does not let through, as the explanation names it; null: it may go. Every hotel
 * that stands anywhere in the message as it would go out must be one of `hotelCodes`, and one must stand
 * there: what names no hotel could be meant for any.
 */
export const outsideFence = (
  body: string,
  hotelCodes: readonly string[] | undefined,
): { field: string; asked: string } | null => {
  if (hotelCodes === undefined) return null
  const read = readTree(body)
  const named = read.ok ? [...new Set(hotelCodesIn(read.root))] : []
  const foreign = named.find((code) => !hotelCodes.includes(code))
  if (named.length > 0 && foreign === undefined) return null
  return { field: 'hotelCodes', asked: foreign?.slice(0, 60) ?? '-' }
}
