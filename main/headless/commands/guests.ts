import type { GuestData } from '../../contract/methods.ts'
import { ask } from './asking.ts'
import { type Command, dataFolder, flag } from './command.ts'

const yes = (is: boolean): string => (is ? 'kept' : 'gone')

/** One line for each thing that is stored. */
export const linesOf = ({ messages, files, copies, isCut }: GuestData): string[] => [
  ...messages.map(
    (one) =>
      `message ${one.id}: ${one.kind} ${one.reservationId ?? one.fileName}, ${one.state}, body ${yes(one.hasBody)}, file ${yes(one.hasFile)}, ${one.attempts} attempts, ${one.replies} replies, ${one.acts} acts of people`,
  ),
  ...files.map(({ name, place }) => `file ${name}${place === 'export' ? ' (of the PMS, not erased)' : ''}`),
  ...copies.map(({ name, kind, messages: count }) =>
    count === null
      ? `${kind} ${name}: damaged, it may hold more and can only be deleted whole`
      : `${kind} ${name}: ${count} messages`,
  ),
  ...(isCut ? ['There is more than is shown here. Give more words.'] : []),
]

export const guests: Command = {
  usage: 'guests WORDS [--json] [--data DIR]',
  says: 'shows all that is stored of a guest, found by words of the name or the number of the reservation',
  options: { json: 'boolean' },
  async run(args, output) {
    const search = args.positionals.join(' ').trim()
    if (search.length < 2) {
      output.err('Say whom to look for: guests WORDS.')
      return 2
    }
    const asked = await ask(dataFolder(args), 'guests.find', { search }, output)
    if (!asked.ok) return asked.exit
    const lines = linesOf(asked.value)
    output.out(
      flag(args, 'json') ? JSON.stringify(asked.value) : lines.length > 0 ? lines.join('\n') : 'Nothing is stored.',
    )
    return 0
  },
}
