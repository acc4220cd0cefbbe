import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { createTexts } from '../../adapters/texts.ts'
import { unpackBody } from '../../adapters/unpack-body.ts'
import { Locale, MessageKind } from '../../contract/words.ts'
import { channels } from '../../core/channels/registry.ts'
import { MAX_REPLY_BYTES } from '../../core/channels/reply-text.ts'
import type { Verdict } from '../../core/channels/verdict.ts'
import { catalogue } from '../../core/playbook/catalogue.ts'
import { entries } from '../../core/playbook/entries.ts'
import { explain as explainCause } from '../../core/playbook/explain.ts'
import { maskCards } from '../../core/redact/cards.ts'
import type { Output } from '../output.ts'
import { type Command, flag, text } from './command.ts'

const kinds = channels.all.map(({ kind }) => kind)

const mustBe = (what: string) => `takes ${what}`

/** What the reply came under; without `--status` a saved body is judged as a 200. */
const Options = z.object({
  status: z.coerce
    .number(mustBe('a whole number from 100 to 599'))
    .int(mustBe('a whole number from 100 to 599'))
    .min(100, mustBe('a whole number from 100 to 599'))
    .max(599, mustBe('a whole number from 100 to 599'))
    .default(200),
  kind: z.enum(kinds).optional(),
  message: MessageKind.exclude(['other']).default('new'),
  after: z.coerce
    .number(mustBe('minutes, 0 or more'))
    .min(0, mustBe('minutes, 0 or more'))
    .max(100_000, mustBe('at most 100000 minutes'))
    .default(0),
  lang: Locale.default('en'),
})

const headersOf = (given: string[]): Record<string, string> | null => {
  const pairs = given.map((line) => /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*)$/.exec(line))
  return pairs.every((pair) => pair !== null)
    ? Object.fromEntries(pairs.flatMap((pair) => (pair ? [[(pair[1] ?? '').toLowerCase(), pair[2] ?? '']] : [])))
    : null
}

const readReply = async (path: string | undefined): Promise<Buffer | null> => {
  try {
    if (path !== undefined) return readFileSync(path)
    const chunks: Buffer[] = []
    for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks)
  } catch {
    return null // the caller names the file; the system's text adds nothing a reader can use
  }
}

/** The defaults of the settings: nobody's own settings are read here. */
const ALARM_MINUTES = 30
const GIVE_UP_MINUTES = 720

/**
 * What a judgement has become when the same has come back for so many minutes: probing ends, an outage is
 * given up.
 */
const asItGoesOn = (verdict: Verdict, afterMinutes: number): Verdict => {
  const cause =
    verdict.policy === 'probe' && afterMinutes >= ALARM_MINUTES
      ? 'probing-ended-channel'
      : verdict.policy === 'outage' && afterMinutes >= GIVE_UP_MINUTES
        ? 'outage-too-long'
        : null
  return cause === null
    ? verdict
    : { ...verdict, cause, outcome: entries[cause].outcome, policy: entries[cause].policy }
}

const printList = (lang: Locale, isJson: boolean, output: Output): void => {
  const items = catalogue(createTexts().in(lang), channels.labelOf)
  if (isJson) output.out(JSON.stringify(items, null, 2))
  else
    for (const item of items)
      output.out(`${item.cause.padEnd(28)} ${item.who.padEnd(16)} ${item.policy.padEnd(9)} ${item.title}`)
}

/** A reply that somebody saved may repeat what was sent. */
const shown = maskCards

export const explain: Command = {
  usage: `explain [FILE] [--status N] [--header "K: V"] [--kind ${kinds.join('|')}] [--message new|change|cancel|availability|rates] [--after MINUTES] [--lang L] [--json] | explain --list [--json]`,
  says: 'reads a saved reply of the channel and says what happened, who acts and what to do',
  options: {
    status: 'string',
    header: 'list',
    kind: 'string',
    message: 'string',
    after: 'string',
    lang: 'string',
    json: 'boolean',
    list: 'boolean',
  },
  async run(args, output) {
    const parsed = Options.safeParse({
      status: text(args, 'status'),
      kind: text(args, 'kind'),
      message: text(args, 'message'),
      after: text(args, 'after'),
      lang: text(args, 'lang'),
    })
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      output.err(`--${String(issue?.path[0])} ${issue?.message}`)
      return 2
    }
    const { status, kind, message, after, lang } = parsed.data
    const channel = kind === undefined ? channels.all[0] : channels.of(kind)
    if (flag(args, 'list')) {
      printList(lang, flag(args, 'json'), output)
      return 0
    }
    const headers = headersOf(args.lists.header ?? [])
    const [path, ...more] = args.positionals
    if (headers === null || more.length > 0) {
      output.err(headers === null ? '--header takes "Name: value".' : 'explain reads one file at a time.')
      return 2
    }
    const saved = await readReply(path)
    if (saved === null) {
      output.err(`${path ?? 'Standard input'} cannot be read.`)
      return 2
    }
    const at = Date.now()
    const { body, isTooLong } = unpackBody(saved, headers['content-encoding'] ?? '', MAX_REPLY_BYTES)
    const judged = channel.judgeSaved(
      { kind: 'reply', status, headers, body, cut: isTooLong ? 'too-long' : 'no', tookMs: 0 },
      {
        kind: message,
        echoToken: null,
        isRepeatAfterUnknown: false,
        wasAcceptedBefore: false,
        afterUnknownOutcome: channel.defaults.afterUnknownOutcome,
        at,
      },
    )
    const verdict = asItGoesOn(judged, after)
    const sinceAt = at - after * 60_000
    const ahead = (time: number) => (time > at ? time : null)
    const isLadder = verdict.policy === 'outage' || verdict.policy === 'probe'
    const t = createTexts().in(lang)
    const { title, what, who, urgency, resend, steps, will } = explainCause(
      {
        cause: verdict.cause,
        facts: verdict.facts,
        kind: message,
        connection: { label: channel.label },
        contacts: {},
        times: {
          nextAt: verdict.retryAfterMs === null ? null : at + verdict.retryAfterMs,
          alarmAt: isLadder ? ahead(sinceAt + ALARM_MINUTES * 60_000) : null,
          giveUpAt: verdict.policy === 'outage' ? ahead(sinceAt + GIVE_UP_MINUTES * 60_000) : null,
        },
        formatTime: (time) =>
          new Intl.DateTimeFormat(lang === 'de' ? 'de-AT' : 'en-GB', {
            hour: '2-digit',
            minute: '2-digit',
            hourCycle: 'h23',
          }).format(time),
      },
      t,
    )
    if (flag(args, 'json'))
      output.out(
        JSON.stringify(
          {
            outcome: verdict.outcome,
            cause: verdict.cause,
            policy: verdict.policy,
            who,
            urgency,
            resend,
            title: shown(title),
            what: shown(what),
            steps: steps.map(shown),
            will: shown(will),
            vendorText: shown(verdict.vendorText ?? '') || null,
          },
          null,
          2,
        ),
      )
    else {
      output.out(shown(`${title}\n\n${what}\n`))
      steps.forEach((step, n) => {
        output.out(`  ${n + 1}. ${shown(step)}`)
      })
      if (will !== '') output.out(`\n${shown(will)}`)
      output.out(
        `\n${t(`playbook.who.${who}`)} · ${t(`playbook.urgency.${urgency}`)} · ${t(`playbook.resend.${resend}`)} · ${verdict.outcome} · ${verdict.cause}`,
      )
      if (verdict.vendorText !== null) output.out(`\n${channel.label}: ${shown(verdict.vendorText)}`)
    }
    return 0
  },
}
