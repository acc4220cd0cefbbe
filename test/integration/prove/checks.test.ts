import { expect, it } from 'vitest'
import type { SeenRequest } from '../../../main/rehearsal/request-log.ts'
import type { StandIn } from '../../../main/rehearsal/stand-in.ts'
import { readArguments } from '../../prove/arguments.ts'
import { createGenerator, type Exported } from '../../prove/bookings.ts'
import { createDiskModel } from '../../prove/durable/disk-model.ts'
import { readCall } from '../../prove/durable/trace.ts'
import { checkCaptured, checkWire, type Disturbance, names } from '../../prove/ledger.ts'
import { createFindings, partNames } from '../../prove/part.ts'

/** The proof on trial: each of its checks must see what it is there for. */

const exports = createGenerator(() => 0.5, { isPlain: true, open: 1 }).next(3)

const request = (file: Exported, n: number): SeenRequest => ({
  n,
  at: n * 1000,
  api: 'pmsxchange',
  method: 'POST',
  path: '/webservices/PRACTICE',
  headers: {},
  body: file.content,
  kind: file.kind,
  messageType: null,
  hotelCode: file.hotelCode,
  reservationIds: [file.reservationId],
  echoToken: null,
  jobId: null,
  rule: null,
  status: 200,
  outcome: 'accepted',
  what: 'success',
})

const wrongOnWire = (order: readonly number[], disturbances: readonly Disturbance[] = [], most = 1): string[] => {
  const seen = order.flatMap((place) => exports[place] ?? []).map((file, n) => request(file, n + 1))
  const counts = () => ({
    requests: seen.length,
    accepted: 0,
    refused: 0,
    misbehaved: 0,
    byKind: {},
    repeatedEchoTokens: 0,
  })
  const standIn = { seen, counts, maxInFlight: () => most } satisfies Pick<StandIn, 'seen' | 'counts' | 'maxInFlight'>
  const findings = createFindings()
  checkWire(findings, { exports, standIn, disturbances })
  return findings.checks().flatMap(({ name, problems }) => (problems.length > 0 ? [name] : []))
}

it('sees a wrong order, two at once, and a repeat without a reason', () => {
  expect(wrongOnWire([0, 1, 2])).toEqual([])
  expect(wrongOnWire([0, 2, 1])).toEqual([names.order])
  expect(wrongOnWire([0, 1, 2], [], 2)).toEqual([names.lanes])
  expect(wrongOnWire([0, 0, 1])).toEqual([names.repeats])
})

it('allows a repeat after a kill in between, but not after one before it', () => {
  expect(wrongOnWire([0, 0, 1], [{ what: 'kill', fromAt: 1500, toAt: 1500 }])).toEqual([])
  expect(wrongOnWire([0, 0, 1], [{ what: 'kill', fromAt: 500, toAt: 500 }])).toEqual([names.repeats])
})

it('sees an export that is neither in the folder nor in the queue', () => {
  const findings = createFindings()
  checkCaptured(findings, {
    exports,
    items: [],
    lying: exports.slice(1).map(({ fileName }) => fileName),
    isWhole: false,
  })
  expect(findings.checks()).toMatchObject([
    { name: names.captured, times: 3, problems: ['export-000001.xml is neither in the folder nor in the queue'] },
  ])
})

it('loses unsynced writes in a power cut, and keeps synced ones', () => {
  const model = createDiskModel()
  const call = (name: string, text = '', offset = 0) => ({
    name,
    startUs: 0,
    endUs: 0,
    path: '/f',
    to: null,
    bytes: Buffer.from(text),
    offset,
    length: 0,
  })
  for (const made of [call('pwrite64', 'abc'), call('fdatasync'), call('pwrite64', 'XY', 2)]) model.apply(made)
  expect(
    model
      .cut(() => false)
      .get('/f')
      ?.toString(),
  ).toBe('abc')
  expect(
    model
      .cut(() => true)
      .get('/f')
      ?.toString(),
  ).toBe('abXY')
})

it('reads what strace writes', () => {
  expect(
    readCall(String.raw`1795348913.492462 pwrite64(22<\x2f\x66>, "\x41\x42", 2, 24) = 2 <0.000200>`),
  ).toMatchObject({
    name: 'pwrite64',
    path: '/f',
    offset: 24,
    startUs: 1795348913492462,
    endUs: 1795348913492662,
  })
  expect(readCall(String.raw`1795348913.000001 rename("\x2f\x61", "\x2f\x62") = 0 <0.000100>`)).toMatchObject({
    path: '/a',
    to: '/b',
  })
  expect(
    readCall(String.raw`1795348913.000001 unlink("\x2f\x61") = -1 ENOENT (No such file or directory) <0.000100>`),
  ).toBeNull()
})

it('refuses wrong usage with a sentence', () => {
  expect(readArguments(['order', '--rounds', '3', '--json'])).toMatchObject({
    ok: true,
    wanted: { parts: ['order'], rounds: 3, isJson: true },
  })
  expect(readArguments([])).toMatchObject({
    ok: true,
    wanted: { parts: [...partNames], rounds: null, seed: 1 },
  })
  for (const wrong of [
    ['storm'],
    ['crash', 'disk'],
    ['--rounds', '0'],
    ['--seed', 'x'],
    ['--fast'],
    ['disk', '--queue', 'better-queue'],
    ['crash', '--queue', 'x'],
  ])
    expect(readArguments(wrong), wrong.join(' ')).toMatchObject({ ok: false })
})
