import type { Store } from './store.ts'

/**
 * Narrow views of the store: what each room of the engine may read and write. A room names its role as the
 * type of its `store`, so the compiler refuses any other table or method, and a reader sees from the type
 * what a function can change.
 */

/** One table with these of its methods only. */
type Table<Name extends keyof Store, Method extends keyof Store[Name]> = {
  readonly [N in Name]: Pick<Store[N], Method>
}

/** Takes new files in: their bytes, their messages, and what becomes of the files. */
export type CapturingStore = Pick<Store, 'admit' | 'write' | 'writeFault'> &
  Table<
    'captures',
    | 'nameMark'
    | 'contentMark'
    | 'insert'
    | 'newestOfName'
    | 'has'
    | 'yetToLeave'
    | 'unfinished'
    | 'setPartsLeft'
    | 'stage'
    | 'dropStaged'
    | 'seenIn'
    | 'setFileState'
    | 'content'
  > &
  Table<'cards', 'cleanFile'> &
  Table<
    'messages',
    'insert' | 'body' | 'move' | 'mergeKeys' | 'newestOfKey' | 'ofUnreadName' | 'ofCapture' | 'partOfCapture'
  > &
  Table<'bookingIds', 'marksOf' | 'known' | 'hotelsOf' | 'remember' | 'share'> &
  Table<'coverage', 'add' | 'isOvertaken'> &
  Table<'links', 'addLane'> &
  Table<'fence', 'provenFor' | 'isProven' | 'close'> &
  Table<'acts', 'add'> &
  Table<'folder', 'lostSeq'> &
  Table<'witness', 'keep'> &
  Table<'folderOwners', 'identity' | 'isKnown'> &
  Table<'snapshots', 'put' | 'touch' | 'putUnwritten' | 'forget' | 'get'> &
  Table<'formerFolders', 'list' | 'name' | 'setExports' | 'setWanted' | 'remove'>

/**
 * Reads for the screens. It holds no method that writes; a test calls each of them on a database that refuses
 * writing.
 */
export type ReadingStore = Pick<Store, 'read' | 'writeFault'> &
  Table<'messages', 'get' | 'body' | 'ofKey'> &
  Table<'captures', 'get' | 'left' | 'sha256'> &
  Table<'coverage', 'isOvertaken'> &
  Table<'attempts', 'list' | 'ids'> &
  Table<'links', 'get' | 'pause' | 'lane' | 'lanes'> &
  Table<'jobs', 'latest' | 'ofMessage'> &
  Table<'keys', 'isKeyLost' | 'codePrintedAt'> &
  Table<
    'lists',
    | 'counts'
    | 'deliveredSince'
    | 'lastDeliveredAt'
    | 'needSomeone'
    | 'onTheWay'
    | 'causes'
    | 'ofCause'
    | 'held'
    | 'ofHeld'
    | 'lanes'
    | 'heldOf'
    | 'page'
    | 'seqOf'
  > &
  Table<'queue', 'blocker' | 'earliest'> &
  Table<'sender', 'read'> &
  Table<'acts', 'list'> &
  Table<'alarms', 'list'> &
  Table<'snapshots', 'get'> &
  Table<'startupNotices', 'list'> &
  Table<'formerFolders', 'list'>

/** Frees what a link held: ends pauses and outages, and gives messages back that failed for them. */
export type FreeingStore = Table<'messages', 'move'> &
  Table<'coverage', 'of' | 'later' | 'isOvertaken'> &
  Table<'links', 'get' | 'change' | 'changeLane' | 'lanes'> &
  Table<'queue', 'waitingOf' | 'failedBy' | 'triedIn'>

/** Claims, sends, settles and asks, under the epoch of the sender. */
export type SendingStore = Pick<Store, 'read' | 'write'> &
  FreeingStore &
  Table<'keys', 'isKeyLost'> &
  Table<
    'messages',
    'get' | 'body' | 'isLocked' | 'settle' | 'hasDelivered' | 'newestDeliveredAt' | 'olderUndelivered'
  > &
  Table<'coverage', 'withoutDay'> &
  Table<'attempts', 'begin' | 'end' | 'openOf'> &
  Table<'jobs', 'add' | 'latest' | 'due' | 'upcoming' | 'countQuestion' | 'moveQuestions' | 'sameNumber'> &
  Table<'lists', 'heldOf'> &
  Table<'remarks', 'note'> &
  Table<
    'queue',
    | 'arriving'
    | 'askedFor'
    | 'blockingArrival'
    | 'hasWaiting'
    | 'head'
    | 'probe'
    | 'earliest'
    | 'claimedBy'
    | 'orphans'
    | 'moveLadders'
  > &
  Table<'sender', 'isOwner' | 'claimed' | 'read' | 'noteClock'>

/** Compares settings with the data that is there. */
export type FitStore = Table<'kind', 'isRehearsal' | 'undelivered'>

/** Carries out what a person does, and answers what a person asks. */
export type ActingStore = ReadingStore &
  FreeingStore &
  FitStore &
  Pick<Store, 'write'> &
  Table<'messages', 'olderUndelivered'> &
  Table<'lists', 'idsByCause'> &
  Table<'guests', 'storedOf' | 'erase' | 'cutLog' | 'copies' | 'eraseFromCopy' | 'record' | 'erasures'> &
  Table<'remarks', 'since'> &
  Table<'jobs', 'endOpen' | 'setAside'> &
  Table<'acts', 'add'> &
  Table<'folderOwners', 'confirm'> &
  Table<'startupNotices', 'remove'> &
  Table<'formerFolders', 'setWanted' | 'remove'>

/** Watches what a person must know of, and writes the edges of its alarms. */
export type AlarmingStore = Pick<Store, 'write'> &
  Table<'alarms', 'list' | 'replace' | 'notify' | 'since' | 'lastN'> &
  Table<'lists', 'causes' | 'heldOf'> &
  Table<'links', 'get'> &
  Table<'snapshots', 'get'> &
  Table<'formerFolders', 'list'>

/** Deletes what is old, gives space back, and mends a database whose file is gone. */
export type UpkeepStore = Pick<Store, 'write' | 'writeFault' | 'rescue' | 'expireOldFiles'> &
  Table<'messages', 'body'> &
  Table<'cards', 'isDue' | 'expire'> &
  Table<'acts', 'add'> &
  Table<'coverage', 'add' | 'unread' | 'unreadUndelivered'> &
  Table<'retention', 'step' | 'space' | 'freePages'> &
  Table<'witness', 'count'> &
  Table<'startupNotices', 'dropBefore'>

/** Takes, shows and gives up the role of the sender. */
export type SenderStore = Pick<Store, 'write'> &
  Table<'fence', 'isFenced'> &
  Table<'sender', 'read' | 'take' | 'beat' | 'gotLock' | 'leave'>
