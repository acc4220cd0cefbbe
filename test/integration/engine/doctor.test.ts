import { expect, it } from 'vitest'
import { foldersFor, makeEngine, standInFor } from '../../support/make-engine.ts'
import { practiceHotel } from '../../support/night-porter.ts'

/** What the doctor says about an address: only what it has seen. */

const ADDRESS = 'Address of SiteMinder'

it('does not blame the line for an address that it could not try without its password', async () => {
  const standIn = await standInFor()
  const made = await makeEngine({ standIn, secrets: {}, isStarted: false })
  const findings = await made.call('doctor.run')
  expect(findings.find(({ name }) => name === ADDRESS)).toEqual({
    name: ADDRESS,
    result: 'skipped',
    sentence: "Not tried: the password 'pmsx' is not there or cannot be used.",
    fix: null,
  })
  expect(findings.find(({ name }) => name === 'Password pmsx')).toMatchObject({
    result: 'fail',
    fix: expect.stringContaining('pmsx'),
  })
  expect(standIn.seen).toEqual([])
})

it('sends nobody to the firewall for an address that answers but will not let us in', async () => {
  const standIn = await standInFor({ credentials: { password: 'another-one' } })
  const made = await makeEngine({ standIn, isStarted: false })
  const finding = (await made.call('doctor.run')).find(({ name }) => name === ADDRESS)
  expect(finding).toMatchObject({ result: 'fail', fix: expect.stringContaining('lets you in') })
  expect(finding?.fix).not.toContain('firewall')
})

it('nor for a channel in trouble', async () => {
  const made = await makeEngine({ standIn: await standInFor({ rules: [{ do: { status: 503 } }] }), isStarted: false })
  const finding = (await made.call('doctor.run')).find(({ name }) => name === ADDRESS)
  expect(finding).toMatchObject({ result: 'fail', fix: expect.stringContaining('trouble of its own') })
})

it.each([
  ['a page of somebody else', { status: 200, html: true }],
  ['nothing in time', { hangMs: 60_000 }],
])('but to hotel IT for %s', async (_, what) => {
  const standIn = await standInFor({ rules: [{ do: 'hangMs' in what ? { delayMs: what.hangMs } : what }] })
  const made = await makeEngine({ standIn, isStarted: false, connection: { timeoutSeconds: 1 } })
  const finding = (await made.call('doctor.run')).find(({ name }) => name === ADDRESS)
  expect(finding).toMatchObject({ result: 'fail', fix: expect.stringContaining('firewall') })
})

it('still blames the line when it was tried and did not answer', async () => {
  const made = await makeEngine({ isStarted: false })
  const finding = (await made.call('doctor.run')).find(({ name }) => name === ADDRESS)
  expect(finding).toMatchObject({ result: 'fail', fix: expect.stringContaining('firewall') })
})

it.each([
  [30, { result: 'warn', sentence: expect.stringContaining('after 30 minutes without use') }],
  [0, { result: 'pass', fix: null }],
  [null, undefined],
])('says of a PC that sleeps after %s minutes whether the night audit finds it awake', async (minutes, expected) => {
  const { data, exportFolder } = foldersFor()
  const made = await makeEngine({
    isStarted: false,
    data,
    settings: practiceHotel({ url: 'http://127.0.0.1:9', exportFolder, folder: { expect: { nightAuditBy: '04:30' } } }),
    host: { sleepMinutes: () => minutes },
  })
  const finding = (await made.call('doctor.run')).find(({ name }) => name === 'Sleep')
  if (expected === undefined) expect(finding).toBeUndefined()
  else expect(finding).toMatchObject(expected)
})

it('names who beside this user may use the data folder on Windows', async () => {
  const made = await makeEngine({
    isStarted: false,
    host: { rights: () => ({ rights: 'shared', who: ['BUILTIN\\Users'] }) },
  })
  expect((await made.call('doctor.run')).find(({ name }) => name.includes('Rights'))).toMatchObject({
    result: 'warn',
    sentence: expect.stringContaining('BUILTIN\\Users'),
    fix: expect.stringContaining('np rights set --group'),
  })
})
