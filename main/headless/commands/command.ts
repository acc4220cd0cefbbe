import { dataFolderOf, ownSurroundings } from '../../host/places.ts'
import type { OptionType, Parsed } from '../arguments.ts'
import type { Exit, Output } from '../output.ts'

/** One command of the command line: what it takes and what it does. */
export type Command = {
  /** One line for the help. */
  usage: string
  says: string
  options: Record<string, OptionType>
  run: (args: Parsed, output: Output) => Promise<Exit>
}

/** A given text option, or undefined. */
export const text = (args: Parsed, name: string): string | undefined => {
  const value = args.values[name]
  return typeof value === 'string' ? value : undefined
}

export const flag = (args: Parsed, name: string): boolean => args.values[name] === true

/** The data folder that `--data` names, or this machine's. */
export const dataFolder = (args: Parsed): string => dataFolderOf(ownSurroundings(), text(args, 'data') ?? null)
