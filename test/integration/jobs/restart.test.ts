import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { foldersFor, standInFor } from '../../support/make-engine.ts'
import { drop, type Running, runNightPorter, until } from '../../support/night-porter.ts'
import { exported, JOB_TOKEN, jobSettings, seenOf } from './hotel.ts'

/** The real program, ended as a power cut ends it, with a message in every state. */

const itemOf = async (running: Running, reference: string) =>
  (await running.all()).find(({ reservationId }) => reservationId === reference)

const reach = (running: Running, reference: string, state: string) =>
  until(`${reference} ${state}`, async () => {
    const item = await itemOf(running, reference)
    return item?.state === state ? item : null
  })

const prepare = async () => {
  const standIn = await standInFor({
    job: { pendingPolls: 0 },
    rules: [
      { match: { contains: 'CRASH' }, do: { delayMs: 600_000, job: { pendingPolls: 0 } } },
      { match: { contains: 'LONG' }, do: { job: { pendingPolls: 4 } } },
      {
        match: { contains: 'FAIL' },
        do: { job: { pendingPolls: 0, end: 'FAILURE', errors: ['unit_id is required'] } },
      },
      { match: { contains: 'NIGHT' }, do: { job: { pendingPolls: 0, end: 'FAILURE' } } },
      { match: { contains: 'PART' }, do: { job: { pendingPolls: 0, end: 'PARTIAL_SUCCESS' } } },
    ],
  })
  const { data, exportFolder } = foldersFor()
  const settings = jobSettings({
    url: standIn.url,
    exportFolder,
    connection: { pollSeconds: 0.3, retry: { steps: [0.2] }, retryPath: '/v1/admin/retry-write/{jobId}' },
  })
  const [folder] = settings.folders
  const quick = { ...settings, folders: [{ ...folder, ready: { kind: 'quiet', seconds: 0.05 }, scanSeconds: 0.1 }] }
  const run = async () => {
    const running = await runNightPorter({ data, settings: quick, secrets: { prx: JOB_TOKEN } })
    onTestFinished(() => running.kill())
    return running
  }
  return {
    standIn,
    exportFolder,
    run,
    book: (name: string) => drop(exportFolder, `${name}.json`, exported(name)),
    data: join(data),
  }
}

it('goes on in every state after a power cut, and asks a person about the write that had no answer yet', async () => {
  const { standIn, run, book } = await prepare()
  const first = await run()
  for (const name of ['FINE', 'FAIL', 'NIGHT', 'PART', 'HAND']) book(name)
  await reach(first, 'FINE', 'delivered')
  await reach(first, 'FAIL', 'failed')
  const night = await reach(first, 'NIGHT', 'failed')
  await reach(first, 'PART', 'unsure')
  const hand = await reach(first, 'HAND', 'delivered')
  const later = Date.now() + 3_600_000
  await first.call('messages.resend', { ids: [night.id], notBefore: later })
  await first.call('messages.resend', { ids: [hand.id], notBefore: later, confirm: true, reason: 'test' })
  await first.call('messages.close', { id: hand.id, reason: 'by hand' })
  book('LONG')
  await reach(first, 'LONG', 'confirming')
  book('CRASH')
  await reach(first, 'CRASH', 'sending')
  await until('the write is at the channel', () =>
    standIn.jobs().some(({ body }) => JSON.stringify(body).includes('CRASH')),
  )
  await first.kill()
  const writes = seenOf(standIn, 'new', 'job-retry').length
  const asked = seenOf(standIn, 'job-status').length

  const second = await run()
  const crashed = await reach(second, 'CRASH', 'unsure')
  expect(crashed.cause).toBe('crash-during-send')
  expect(crashed.explanation?.what).toMatch(/Look there for CRASH: sent at \d\d:\d\d as POST \/v1\/residents\/\.$/)
  await reach(second, 'LONG', 'delivered')
  expect(seenOf(standIn, 'job-status').length).toBeGreaterThan(asked)
  for (const [reference, state] of [
    ['FINE', 'delivered'],
    ['FAIL', 'failed'],
    ['PART', 'unsure'],
    ['HAND', 'handled'],
  ] as const)
    expect((await itemOf(second, reference))?.state, reference).toBe(state)
  expect(await itemOf(second, 'NIGHT')).toMatchObject({
    state: 'waiting',
    nextAttemptAt: later,
    cause: 'job-maintenance',
  })
  expect(seenOf(standIn, 'new', 'job-retry')).toHaveLength(writes)
  await second.kill()
  expect(second.output()).not.toContain('Quellmoos')
})

it('a power cut during the retry call leaves it to a person as well, and the next go is the API’s retry again', async () => {
  const { standIn, run, book } = await prepare()
  const first = await run()
  book('FAIL')
  const failed = await reach(first, 'FAIL', 'failed')
  standIn.setScenario({ ...(await scenarioWithSlowRetry()) })
  await first.call('messages.resend', { ids: [failed.id] })
  await until('the retry is at the channel', () => seenOf(standIn, 'job-retry').length === 1)
  await first.kill()
  const second = await run()
  const unsure = await reach(second, 'FAIL', 'unsure')
  expect(unsure).toMatchObject({ cause: 'crash-during-send', attempts: 2 })
  const { attemptList } = await second.call('messages.get', { id: unsure.id })
  expect(attemptList.map(({ job }) => job?.id ?? null)).toEqual([null, 'job-1'])
  await second.call('messages.settle', { id: unsure.id, arrived: false, reason: 'not there' })
  await until('asked again', () => seenOf(standIn, 'job-retry').length === 2)
  expect(seenOf(standIn, 'new')).toHaveLength(1)
})

const scenarioWithSlowRetry = async () => {
  const { scenarioFor } = await import('../../support/make-engine.ts')
  return scenarioFor({
    job: { pendingPolls: 0 },
    rules: [{ match: { kind: 'job-retry' }, times: 1, do: { delayMs: 600_000, job: { pendingPolls: 0 } } }],
  })
}
