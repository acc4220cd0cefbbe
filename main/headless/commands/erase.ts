import type { Output as Value } from '../../contract/methods.ts'
import { ask } from './asking.ts'
import { type Command, dataFolder, flag, text } from './command.ts'

const why: Record<Value<'guests.erase'>['left'][number]['why'], string> = {
  waiting: 'is still on its way. Add --confirm to erase it undelivered.',
  sending: 'is being sent just now. Try again in a minute.',
  'unreadable-copy': 'is damaged and can only be deleted whole. Add --confirm to delete it.',
  file: 'could not be deleted. Delete it by hand.',
}

export const erase: Command = {
  usage: 'erase (--reservation ID | --guest NAME) --reason TEXT [--confirm] [--json] [--data DIR]',
  says: 'erases what is stored of a guest or a reservation, in archive, unusable and copies too',
  options: { reservation: 'string', guest: 'string', reason: 'string', confirm: 'boolean', json: 'boolean' },
  async run(args, output) {
    const reservation = text(args, 'reservation')
    const search = reservation ?? text(args, 'guest')
    const reason = text(args, 'reason')
    if (search === undefined || (reservation === undefined) === (text(args, 'guest') === undefined)) {
      output.err('Say either --reservation ID or --guest NAME.')
      return 2
    }
    if (reason === undefined) {
      output.err('Say why: --reason TEXT. It is kept without the words that are erased.')
      return 2
    }
    const data = dataFolder(args)
    const found = await ask(data, 'guests.find', { search }, output)
    if (!found.ok) return found.exit
    const ids = found.value.messages
      .filter((one) => reservation === undefined || one.reservationId === reservation)
      .map(({ id }) => id)
    if (ids.length === 0) {
      output.err('No message of this guest or reservation is stored. Nothing was erased.', 'not-found')
      return 1
    }
    const asked = await ask(data, 'guests.erase', { ids, reason, confirm: flag(args, 'confirm') }, output)
    if (!asked.ok) return asked.exit
    const { messages, files, copies, left } = asked.value
    if (flag(args, 'json')) output.out(JSON.stringify(asked.value))
    else {
      output.out(`Erased: ${messages} messages, ${files} files, in ${copies} copies.`)
      for (const { what, why: reasonLeft } of left) output.out(`Left: ${what} ${why[reasonLeft]}`)
    }
    return left.length === 0 ? 0 : 1
  },
}
