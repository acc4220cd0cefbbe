import type { Store } from './store.ts'

/**
 * Narrow views of the store: what each room of the engine may read and write. A room names its role as the type of its `store`, so the
 * compiler refuses any other table or method, and a reader sees from the type what a function can change.
 */

/** One table with these of its methods only. */
type Table<Name extends keyof Store, Method extends keyof Store[Name]> = {
  readonly [N in Name]: Pick<Store[N], Method>
}

/** Takes new files in: their bytes, their messages, and what becomes of the files. */
export type CapturingStore = Pick<Store, 'admit' | 'write' | 'trouble'> &
  Table<
    'captures',
    'nameMark' | 'insert' | 'newestOfName' | 'has' | 'yetToLeave' | 'seenIn' | 'ownerMark' | 'setFileState' | 'content'
  > &
  Table<'messages', 'insert' | 'update' | 'hotelOf' | 'newestOfKey' | 'ofUnreadName' | 'ofCapture'> &
  Table<'links', 'addLane'> &
  Table<'acts', 'add'> &
  Table<'looks', 'put' | 'touch' | 'keep' | 'forget' | 'get'>
