import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { programFolder } from './places.ts'

/** The program's version, from its own package file. */
export const programVersion = (): string => {
  const parsed: unknown = JSON.parse(readFileSync(join(programFolder, 'package.json'), 'utf8'))
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : '0.0.0'
}
