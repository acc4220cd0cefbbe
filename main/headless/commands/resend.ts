import { ask } from './asking.ts'
import { type Command, dataFolder, flag, text } from './command.ts'

export const resend: Command = {
  usage: 'resend (--id ID | --cause CAUSE) [--confirm --reason TEXT] [--json] [--data DIR]',
  says: 'sends one message again, or everything that failed for one cause',
  options: { id: 'string', cause: 'string', confirm: 'boolean', reason: 'string', json: 'boolean' },
  async run(args, output) {
    const id = text(args, 'id')
    const cause = text(args, 'cause')
    if ((id === undefined) === (cause === undefined)) {
      output.err('Say either --id ID or --cause CAUSE.')
      return 2
    }
    const reason = text(args, 'reason')
    const asked = await ask(
      dataFolder(args),
      'messages.resend',
      {
        ...(id === undefined ? {} : { ids: [id] }),
        ...(cause === undefined ? {} : { cause }),
        ...(flag(args, 'confirm') ? { confirm: true } : {}),
        ...(reason === undefined ? {} : { reason }),
      },
      output,
    )
    if (!asked.ok) return asked.exit
    output.out(flag(args, 'json') ? JSON.stringify(asked.value) : `${asked.value.count} put back to waiting.`)
    return asked.value.count > 0 ? 0 : 1
  },
}
