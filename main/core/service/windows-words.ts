/**
 * A command line for Windows from its words. A program of Windows gets one text and takes it apart by the
 * rules of Microsoft's C runtime ("Parsing C command-line arguments"): blanks part words, double quotes hold
 * them together, and backslashes stand for themselves unless a double quote follows.
 */
export const commandLineOf = (words: readonly string[]): string => words.map(quoted).join(' ')

const quoted = (word: string): string =>
  word !== '' && !/[\s"]/.test(word) ? word : `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`
