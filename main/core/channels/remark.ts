/** What may be remarked. */
const remarkNames = ['time-without-zone', 'no-booking-channel', 'large-request'] as const
type RemarkName = (typeof remarkNames)[number]

/**
 * Something about a message that no reply complains of and that is worth a word of the doctor. Names have
 * texts under `doctor.remark`. `value` is what was seen, as far as it is no guest's: a time, a size, or
 * nothing.
 */
export type Remark = { name: RemarkName; value: string }

/** Whether a stored text is the name of a remark that this version knows. */
export const isRemarkName = (name: string): name is RemarkName => remarkNames.some((known) => known === name)

/** What there is to remark on a message that goes out in a request of so many bytes. */
export const remarksOf = <Message>(
  { remarksOn, remarkableBytes }: { remarksOn?: (message: Message) => Remark[]; remarkableBytes?: number },
  message: Message,
  bytes: number,
): Remark[] => [
  ...(remarksOn?.(message) ?? []),
  ...(remarkableBytes !== undefined && bytes > remarkableBytes
    ? [{ name: 'large-request' as const, value: `${Math.ceil(bytes / 1000)} KB` }]
    : []),
]
