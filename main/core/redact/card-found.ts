import type { Span } from './view.ts'

/** Something about a card that stands in a text. */
export type Found = {
  /** `security`: may not be stored at all. `number`: of which the last four characters may be seen. */
  what: 'security' | 'number'
  /**
   * `field`: the whole value of a field. `literal`: the same, as a number of JSON. `text`: a part of a text.
   */
  as: 'field' | 'literal' | 'text'
  /** The extents of what a reader sees of it. */
  values: Span[]
  /**
   * The attribute, element or member with all that goes with it; null where only the value can be taken out.
   */
  whole: Span | null
}
