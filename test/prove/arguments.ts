import { parseArgs } from 'node:util'
import { type PartName, partNames } from './part.ts'

export type Wanted = {
  parts: readonly PartName[]
  rounds: number | null
  seed: number
  isJson: boolean
  queue: 'night-porter' | 'better-queue'
}
export type Arguments = { ok: true; wanted: Wanted } | { ok: false; sentence: string }

export const usage = `Usage: npm run prove [-- ${partNames.join('|')}] [--rounds N] [--seed S] [--json], and crash --queue better-queue`

const isPart = (word: string): word is PartName => partNames.some((name) => name === word)

const wholeNumber = (text: string, least: number): number | null => {
  const value = Number(text)
  return /^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least ? value : null
}

const parse = (args: string[]) =>
  parseArgs({
    args,
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      queue: { type: 'string', default: 'night-porter' },
    },
  })

/** Reads the command line of `npm run prove`; a sentence where it makes no sense. */
export const readArguments = (args: string[]): Arguments => {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch (error) {
    // Node's parser says which word it does not know.
    return { ok: false, sentence: error instanceof Error ? error.message : String(error) }
  }
  const { positionals, values } = parsed
  const [word, second] = positionals
  if (second !== undefined) return { ok: false, sentence: `One part at a time: '${second}' is one too many.` }
  if (word !== undefined && !isPart(word))
    return { ok: false, sentence: `There is no part '${word}'; there are ${partNames.join(', ')}.` }
  const rounds = values.rounds === undefined ? null : wholeNumber(values.rounds, 1)
  if (values.rounds !== undefined && rounds === null)
    return { ok: false, sentence: `--rounds must be a whole number from 1, not '${values.rounds}'.` }
  const seed = wholeNumber(values.seed, 0)
  if (seed === null) return { ok: false, sentence: `--seed must be a whole number from 0, not '${values.seed}'.` }
  const { queue } = values
  if (queue !== 'night-porter' && queue !== 'better-queue')
    return { ok: false, sentence: `--queue must be night-porter or better-queue, not '${queue}'.` }
  if (queue === 'better-queue' && word !== 'crash')
    return { ok: false, sentence: '--queue better-queue goes with the part crash only.' }
  return {
    ok: true,
    wanted: { parts: word === undefined ? partNames : [word], rounds, seed, isJson: values.json, queue },
  }
}
