import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { Health } from '../../../main/contract/health.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor, scenarioFor, standInFor } from '../../support/make-engine.ts'
import { drop, practiceHotel, practiceSecrets, runCommand, runNightPorter, until } from '../../support/night-porter.ts'

/** The command line as scripts use it: one JSON document on standard output, exit codes, nothing else. */

/** A served hotel with one booking the channel refused. */
const served = async () => {
  const standIn = await standInFor()
  const { data, exportFolder } = foldersFor()
  const settings = practiceHotel({ url: standIn.url, exportFolder })
  const running = await runNightPorter({ data, settings, secrets: practiceSecrets })
  onTestFinished(() => running.kill())
  drop(exportFolder, 'a.xml', newBooking({ reservationId: 'CL-10', roomType: 'TENT' }))
  const failed = await until('failed', async () => (await running.call('messages.list', { state: 'failed' })).items[0])
  return { standIn, data, exportFolder, running, failed }
}

describe('status', () => {
  it('--json is what health.get says', async () => {
    const { data, running } = await served()
    const { code, out, err } = await runCommand(['status', '--json', '--data', data])
    expect([code, err]).toEqual([0, ''])
    const told = Health.parse(JSON.parse(out))
    const health = await running.call('health.get')
    expect(told.sender).toEqual({ isThis: false, name: health.sender.name })
    expect({ level: told.level, sentence: told.sentence, counts: told.counts }).toEqual({
      level: health.level,
      sentence: health.sentence,
      counts: health.counts,
    })
  })

  it('says that nothing is sent when nobody sends: before, after a stop, and after the sender was killed', async () => {
    const { data, exportFolder } = foldersFor()
    const settings = practiceHotel({ url: 'http://127.0.0.1:9', exportFolder })
    writeFileSync(join(data, 'settings.json'), JSON.stringify(settings))
    const level = async () =>
      Health.parse(JSON.parse((await runCommand(['status', '--json', '--data', data])).out)).level
    expect(await level()).toBe('stopped')
    const first = await runNightPorter({ data, settings, secrets: practiceSecrets })
    await until('sender', async () => (await first.call('health.get')).sender.isThis)
    expect(await level()).toBe('ok')
    expect((await first.call('health.get')).sender.isThis).toBe(true)
    expect(await first.stop()).toBe(0)
    expect(await level()).toBe('stopped')
    const second = await runNightPorter({ data })
    await until('sender', async () => (await second.call('health.get')).sender.isThis)
    await second.kill()
    expect(await level()).toBe('stopped')
  })
})

describe('resend', () => {
  it('by id and by cause brings back what the running sender then delivers', async () => {
    const { data, exportFolder, running, failed, standIn } = await served()
    drop(exportFolder, 'b.xml', newBooking({ reservationId: 'CL-11', roomType: 'TENT' }))
    await until('two failed', async () => (await running.call('messages.list', { state: 'failed' })).items.length === 2)
    standIn.setScenario(scenarioFor({ hotels: [{ code: 'AURORA' }] }))
    expect(await runCommand(['resend', '--id', failed.id, '--data', data])).toMatchObject({ code: 0 })
    await until('delivered', async () => (await running.call('messages.get', { id: failed.id })).state === 'delivered')
    const byCause = await runCommand(['resend', '--cause', 'room-type-unknown', '--json', '--data', data])
    expect(JSON.parse(byCause.out)).toMatchObject({ count: 1 })
    await until('both', async () => (await running.call('messages.list', { state: 'delivered' })).items.length === 2)
  })

  it('tells 1 for what cannot be, 2 for wrong words', async () => {
    const { data, standIn, failed, running } = await served()
    expect((await runCommand(['resend', '--id', 'none', '--data', data])).code).toBe(1)
    expect((await runCommand(['resend', '--data', data])).code).toBe(2)
    expect((await runCommand(['resend', '--id', 'a', '--cause', 'b', '--data', data])).code).toBe(2)
    standIn.setScenario(scenarioFor({ hotels: [{ code: 'AURORA' }] }))
    await running.call('messages.resend', { ids: [failed.id] })
    await until('delivered', async () => (await running.call('messages.get', { id: failed.id })).state === 'delivered')
    const { code, err } = await runCommand(['resend', '--id', failed.id, '--data', data])
    expect(code).toBe(1)
    expect(err).toContain('confirm')
    expect(
      (await runCommand(['resend', '--id', failed.id, '--confirm', '--reason', 'lost', '--data', data])).code,
    ).toBe(0)
  })
})

describe('secret set', () => {
  const stored = async (input: string) => {
    const { data } = foldersFor()
    const ran = await runCommand(['secret', 'set', 'pmsx', '--data', data], input)
    const read = createFileSecrets({ folder: data }).get('pmsx')
    return { data, ...ran, value: read.ok ? read.value : null }
  }

  it.each([
    ['plain', 's3cret', 's3cret'],
    ['with a line end', 's3cret\n', 's3cret'],
    ['with a line end of Windows', 's3cret\r\n', 's3cret'],
    ['with a byte order mark', '\uFEFFs3cret\r\n', 's3cret'],
    ['with blanks and two line ends', ' s3 cret \n\n', ' s3 cret \n'],
    ['with letters of its own', 'pässwörd€', 'pässwörd€'],
  ])('stores a value %s', async (_, input, value) => {
    const ran = await stored(input)
    expect(ran).toMatchObject({ code: 0, value })
    expect(ran.out + ran.err).not.toContain('s3')
    for (const file of ['secrets.json', 'secrets.key']) {
      expect(statSync(join(ran.data, file)).mode & 0o777).toBe(0o600)
      expect(readFileSync(join(ran.data, file)).includes('s3cret')).toBe(false)
    }
  })

  it.each([
    ['nothing', '', 'Nothing came'],
    ['nothing but a line end', '\n', 'Nothing came'],
    ['far too much', 'x'.repeat(20_000), 'too long'],
    ['a little too much', 'x'.repeat(10_001), 'too long'],
  ])('refuses %s', async (_, input, sentence) => {
    const ran = await stored(input)
    expect(ran).toMatchObject({ code: 2, value: null })
    expect(ran.err).toContain(sentence)
  })

  it('refuses a name that no settings can have', async () => {
    const { data } = foldersFor()
    for (const words of [['set'], ['get', 'pmsx'], ['set', '../x'], ['set', 'a', 'b']])
      expect((await runCommand(['secret', ...words, '--data', data], 'v')).code).toBe(2)
  })
})

describe('explain', () => {
  const refused =
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><OTA_HotelResNotifRS xmlns="http://www.opentravel.org/OTA/2003/05"><Errors><Error Type="3" Code="402">Room does not exist</Error></Errors></OTA_HotelResNotifRS></soap:Body></soap:Envelope>'
  const fields = [
    'outcome',
    'cause',
    'policy',
    'who',
    'urgency',
    'resend',
    'title',
    'what',
    'steps',
    'will',
    'vendorText',
  ]

  it('reads a saved reply from a file and from standard input, without a data folder', async () => {
    const { data } = foldersFor()
    const file = join(data, 'reply.xml')
    writeFileSync(file, refused)
    const fromFile = await runCommand(['explain', file, '--json'])
    const fromInput = await runCommand(['explain', '--json'], refused)
    expect([fromFile.code, fromInput.code]).toEqual([0, 0])
    expect(fromInput.out).toBe(fromFile.out)
    const told = JSON.parse(fromFile.out)
    expect(Object.keys(told)).toEqual(fields)
    expect(told).toMatchObject({
      outcome: 'failed',
      cause: 'room-type-unknown',
      policy: 'fail',
      vendorText: expect.stringContaining('Room does not exist'),
    })
  })

  it('reads status, headers, message and language', async () => {
    const busy = await runCommand(
      ['explain', '--status', '503', '--header', 'Retry-After: 30', '--lang', 'de', '--json'],
      '',
    )
    expect(JSON.parse(busy.out)).toMatchObject({ outcome: 'retry', policy: 'outage', who: 'nobody' })
    const throttled = await runCommand(['explain', '--kind', 'propexo', '--status', '429', '--json'], '{}')
    expect(JSON.parse(throttled.out)).toMatchObject({ outcome: 'throttled', policy: 'throttle' })
    expect((await runCommand(['explain'], refused)).out.split('\n')[0]).toBe(
      JSON.parse((await runCommand(['explain', '--json'], refused)).out).title,
    )
  })

  it('lists the catalogue', async () => {
    const { code, out } = await runCommand(['explain', '--list', '--json'])
    expect(code).toBe(0)
    const list: unknown = JSON.parse(out)
    expect(Array.isArray(list) && list.length > 50).toBe(true)
    expect(out).toContain('"room-type-unknown"')
  })

  it.each([
    [['--status', 'many']],
    [['--status', '999']],
    [['--kind', 'fax']],
    [['--lang', 'xx']],
    [['--header', 'nonsense']],
    [['no-such-file']],
  ])('refuses %j with 2', async (words) => {
    const { code, out, err } = await runCommand(['explain', ...words], '')
    expect([code, out]).toEqual([2, ''])
    expect(err).not.toContain('    at ')
  })
})

describe('wrong words', () => {
  it('end with 2 and say what there is', async () => {
    const unknown = await runCommand(['dance'])
    expect([unknown.code, unknown.out]).toEqual([2, ''])
    expect(unknown.err).toContain("'dance'")
    expect(unknown.err).toContain('serve [--data DIR]')
    const option = await runCommand(['status', '--jsn'])
    expect([option.code, option.out]).toEqual([2, ''])
    expect(option.err).toContain('--jsn')
    expect((await runCommand([])).code).toBe(2)
    expect((await runCommand(['constructor'])).code).toBe(2)
    expect((await runCommand(['help'])).code).toBe(0)
    expect((await runCommand(['serve', '--port', 'x'])).code).toBe(2)
    expect((await runCommand(['serve', '--token', 'short'])).code).toBe(2)
    expect((await runCommand(['status', 'extra', '--data', '/nowhere-at-all'])).code).toBe(2)
  })

  it('do not keep version from printing the version', async () => {
    const { code, out } = await runCommand(['version'])
    expect([code, out]).toEqual([0, `${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`])
  })
})

it('check names what is wrong and how to mend it, with 1', async () => {
  const { data, exportFolder } = foldersFor()
  writeFileSync(join(data, 'settings.json'), JSON.stringify(practiceHotel({ url: 'http://127.0.0.1:9', exportFolder })))
  const { code, out } = await runCommand(['check', '--json', '--data', data])
  expect(code).toBe(1)
  const findings: { name: string; result: string; fix: string | null }[] = JSON.parse(out)
  expect(findings.filter(({ result }) => result === 'fail').every(({ fix }) => fix !== null)).toBe(true)
  expect(findings.map(({ result }) => result)).toContain('pass')
})

/** A hotel that sends nothing, for what is asked of `serve` itself. */
const quietHotel = () => {
  const { data, exportFolder } = foldersFor()
  return { data, settings: practiceHotel({ url: 'http://127.0.0.1:9', exportFolder }), secrets: practiceSecrets }
}
const codeIn = (output: string): string => /#code=([\w-]+)/.exec(output)?.[1] ?? ''
const exchange = async (url: string, code: string): Promise<string | null> => {
  const response = await fetch(`${url}/session`, { method: 'POST', body: JSON.stringify({ code }) })
  const reply = await response.json()
  return reply.ok ? reply.value.token : null
}
const statusFor = async (url: string, token: string): Promise<number> =>
  (await fetch(`${url}/info`, { headers: { authorization: `Bearer ${token}` } })).status

describe('the token of serve', () => {
  it('is its own, in a file only its user can read, and goes with it; what is printed is a code', async () => {
    const hotel = quietHotel()
    const running = await runNightPorter({ ...hotel, token: '' })
    const path = join(hotel.data, 'serve.token')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const token = readFileSync(path, 'utf8')
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(running.output()).not.toContain(token)
    expect(await statusFor(running.url, token)).toBe(200)
    expect(await running.stop()).toBe(0)
    expect(() => statSync(path)).toThrow('ENOENT')
  })

  it('is what a page gets for the code, once; the command line prints another code', async () => {
    const hotel = quietHotel()
    const running = await runNightPorter({ ...hotel, token: '' })
    const session = await exchange(running.url, codeIn(running.output()))
    expect(await statusFor(running.url, session ?? '')).toBe(200)
    expect(await exchange(running.url, codeIn(running.output()))).toBeNull()
    const { out, code } = await runCommand(['address', '--data', hotel.data])
    expect(code).toBe(0)
    expect(out.startsWith(`${running.url}/#code=`)).toBe(true)
    const second = await exchange(running.url, codeIn(out))
    expect(second).not.toBe(session)
    expect(await statusFor(running.url, second ?? '')).toBe(200)
    await running.stop()
    expect(await runCommand(['address', '--data', hotel.data])).toMatchObject({ code: 1 })
  })

  it('of a process that was killed goes with the next start, whatever token that one has', async () => {
    const hotel = quietHotel()
    const first = await runNightPorter({ ...hotel, token: '' })
    const path = join(hotel.data, 'serve.token')
    await first.kill()
    expect(existsSync(path)).toBe(true)
    const second = await runNightPorter({ ...hotel })
    expect(existsSync(path)).toBe(false)
    await second.stop()
    expect(existsSync(join(hotel.data, 'serve.json'))).toBe(false)
  })

  it('comes from a file, and is printed nowhere', async () => {
    const hotel = quietHotel()
    const path = join(hotel.data, 'token-of-it')
    const token = 'from-a-file-0123456789abcdef0123456789'
    writeFileSync(path, `${token}\n`, { mode: 0o600 })
    const running = await runNightPorter({ ...hotel, token: '', words: ['--token-file', path] })
    expect(await statusFor(running.url, token)).toBe(200)
    expect(running.output()).toMatch(/READY http:\/\/127\.0\.0\.1:\d+\/\n/)
    expect(existsSync(join(hotel.data, 'serve.token'))).toBe(false)
    await running.stop()
  })

  it('is refused with fewer than 32 characters, but for practice, which holds nothing of anybody', async () => {
    const { data, settings } = quietHotel()
    const real = { ...settings, rehearsal: false }
    writeFileSync(join(data, 'settings.json'), JSON.stringify(real))
    const { code, err } = await runCommand(['serve', '--token', 'x'.repeat(31), '--data', data])
    expect(code).toBe(2)
    expect(err).toContain('at least 32 characters')
    expect((await runCommand(['serve', '--token-file', join(data, 'none'), '--data', data])).err).toContain('ENOENT')
  })
})
