import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { chooseSecrets } from '../../../main/host/choose-secrets.ts'
import { keyStoreOf } from '../../support/key-store.ts'
import { createTestTexts } from '../desktop/start.ts'

const choose = (dataFolder: string, isForThisUser: boolean) =>
  chooseSecrets({
    folder: dataFolder,
    keyStore: keyStoreOf(),
    isForThisUser,
    translate: createTestTexts().in('en'),
  })

const dataFolderForTest = () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'np-choose-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

it('keeps secrets where the command line and other Windows users of the PC find them', () => {
  const folder = dataFolderForTest()
  choose(folder, false).set('pmsx', 'quiet-lobby')
  expect(createFileSecrets({ folder }).get('pmsx')).toEqual({ ok: true, value: 'quiet-lobby' })
})

it('keeps them for one user where the folder was begun so, also at a start that does not say it', () => {
  const folder = dataFolderForTest()
  choose(folder, true).set('pmsx', 'quiet-lobby')
  expect(existsSync(path.join(folder, 'secrets.json'))).toBe(false)
  expect(choose(folder, false).get('pmsx')).toEqual({ ok: true, value: 'quiet-lobby' })
})

it('never mixes the two in one folder: what is there decides', () => {
  const folder = dataFolderForTest()
  choose(folder, false).set('pmsx', 'quiet-lobby')
  const later = choose(folder, true)
  expect(later.get('pmsx')).toEqual({ ok: true, value: 'quiet-lobby' })
  later.set('prx', 'second')
  expect(existsSync(path.join(folder, 'secrets-desktop.json'))).toBe(false)
})
