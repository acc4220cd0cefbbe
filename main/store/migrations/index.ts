import { first } from './0010-first.ts'
import { jobs } from './0020-jobs.ts'
import { alarms } from './0030-alarms.ts'
import { lifecycle } from './0040-lifecycle.ts'
import { dataKind } from './0050-data-kind.ts'
import { bookingIds } from './0060-booking-ids.ts'
import { throttling } from './0061-throttling.ts'
import { pauseOnTrial } from './0062-pause-on-trial.ts'
import { remarks } from './0063-remarks.ts'
import { unreadReplies } from './0065-unread-replies.ts'
import { coverage } from './0066-coverage.ts'
import { history } from './0070-history.ts'
import { dataFolder } from './0080-data-folder.ts'
import { clockOffset } from './0090-clock-offset.ts'
import { jobNumbers } from './0091-job-numbers.ts'
import { formerFolders } from './0100-former-folders.ts'
import { vaultKeys } from './0110-vault-keys.ts'
import { cards } from './0120-cards.ts'
import { unfinishedCaptures } from './0130-unfinished-captures.ts'
import { folderOwners } from './0131-folder-owners.ts'
import { erasures } from './0140-erasures.ts'
import { capturePieces } from './0150-capture-pieces.ts'

/**
 * Every migration in order, listed by hand: a directory scan does not survive bundling. Ids go up; a shipped
 * one never changes.
 */
export const migrations = [
  first,
  jobs,
  alarms,
  lifecycle,
  dataKind,
  bookingIds,
  throttling,
  pauseOnTrial,
  remarks,
  unreadReplies,
  coverage,
  history,
  dataFolder,
  clockOffset,
  jobNumbers,
  formerFolders,
  vaultKeys,
  cards,
  unfinishedCaptures,
  folderOwners,
  erasures,
  capturePieces,
]
