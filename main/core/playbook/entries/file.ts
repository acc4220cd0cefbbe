import type { FileCause } from '../../channels/export.ts'
import { fail, type PlaybookEntry } from '../entry.ts'

const file = {
  family: 'file',
  source: 'file',
  who: 'pms-vendor',
  opening: 'safe',
  urgency: 'this-shift',
  steps: ['find-in-pms', 'export-again', 'call-vendor'],
  will: ['file-kept', 'sends-new-export'],
} as const

/**
 * Export files that are of no use as they are. They stand for bookings, so somebody must look the same day.
 */
export const fileEntries = {
  'file-empty': fail({ ...file, who: 'front-desk' }),
  'file-too-large': fail(file),
  'file-broken': fail({ ...file, needs: ['sign', 'line', 'column'] }),
  'file-doctype': fail({ ...file, urgency: 'office-hours', steps: ['call-it-file', 'call-vendor'] }),
  'file-encoding': fail({ ...file, needs: ['encoding'] }),
  'file-unsupported': fail({
    ...file,
    who: 'hotel-it',
    urgency: 'office-hours',
    steps: ['call-it-file', 'call-vendor'],
  }),
  'file-no-reservation': fail({ ...file, urgency: 'office-hours', steps: ['call-vendor'] }),
  'file-too-many': fail({ ...file, needs: ['limit'] }),
  'file-not-captured': fail({
    ...file,
    who: 'hotel-it',
    steps: ['find-in-pms', 'export-again', 'call-it-file'],
    will: ['reads-again', 'sends-new-export'],
  }),
  'file-incomplete': fail({ ...file, who: 'front-desk', will: ['reads-again', 'sends-new-export'] }),
} satisfies Record<FileCause, PlaybookEntry>
