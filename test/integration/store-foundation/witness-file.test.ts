import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { placesOf } from '../../../main/store/lifecycle/places.ts'
import { createWitnessFile } from '../../../main/store/witness/file.ts'
import { temporaryFolder } from '../../support/night-porter.ts'

it('keeps the first beginning, and leaves nothing half written', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'night-porter.db')
  const file = createWitnessFile(path)
  file.begin('first\n')
  file.begin('second\n')
  expect(readFileSync(placesOf(path).witness, 'utf8')).toBe('first\n')
  expect(readdirSync(folder)).toHaveLength(1)
})

it('can be begun by many processes at the same moment: none fails, and one of them has made it', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'night-porter.db')
  const lines = Array.from({ length: 6 }, (_, index) => `process ${index}`)
  const child = join(import.meta.dirname, 'children/begin-witness.ts')
  await Promise.all(lines.map((line) => promisify(execFile)(process.execPath, [child, path, line])))
  expect(lines).toContain(readFileSync(placesOf(path).witness, 'utf8').trimEnd())
  expect(readdirSync(folder)).toHaveLength(1)
})
