import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rightsOf, secureFolder } from '../../../main/adapters/folder-rights.ts'
import { createWindowsRights } from '../../../main/adapters/windows-rights.ts'
import { readArguments } from '../../../main/headless/arguments.ts'
import { createRightsCommand } from '../../../main/headless/commands/rights.ts'
import { temporaryFolder } from '../../support/night-porter.ts'

const PROGRAM_DATA =
  'D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)(A;CIID;DCLCRPCR;;;BU)'
const ME = 'S-1-5-21-1-2-3-1001'

/**
 * A program in icacls' place: it keeps the list of one folder as SDDL, gives it back as UTF-16, prints German
 * names in the console's code page, and takes grants, removals and the end of inheritance.
 */
const standIn = ({ sddl = PROGRAM_DATA, mayChange = true } = {}) => {
  const folder = temporaryFolder()
  const data = join(folder, 'Night Porter')
  const [kept, log] = [join(folder, 'sddl.txt'), join(folder, 'log.jsonl')]
  writeFileSync(kept, sddl)
  const program = (name: string, body: string): string => {
    const file = join(folder, name)
    writeFileSync(file, `#!${process.execPath}\nconst fs = require('node:fs')\n${body}`)
    chmodSync(file, 0o700)
    return file
  }
  const icacls = program(
    'icacls',
    `const [path, verb, ...words] = process.argv.slice(2)
     fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify([verb, ...words]) + '\\n')
     const kept = ${JSON.stringify(kept)}
     const sddl = fs.readFileSync(kept, 'utf8')
     const entries = [...sddl.matchAll(/\\(([^)]*)\\)/g)].map(([, entry]) => entry)
     const put = (flags, list) => fs.writeFileSync(kept, 'D:' + flags + list.map((entry) => '(' + entry + ')').join(''))
     const flags = /^D:([A-Z]*)/.exec(sddl)[1]
     const aliases = { 'S-1-5-18': 'SY', 'S-1-5-32-544': 'BA', 'S-1-5-32-545': 'BU', 'S-1-5-4': 'IU', 'S-1-1-0': 'WD', REZEPTION: 'S-1-5-21-1-2-3-1104' }
     const sidOf = (name) => { const sid = name.replace('*', ''); return aliases[sid] ?? sid }
     if (verb === '/save') fs.writeFileSync(words[0], Buffer.from('Night Porter\\r\\n' + sddl + '\\r\\n', 'utf16le'))
     else if (verb === undefined) {
       const names = { SY: 'NT-AUTORIT\\x8eT\\\\SYSTEM', BA: 'VORDEFINIERT\\\\Administratoren', BU: 'VORDEFINIERT\\\\Benutzer', CO: 'ERSTELLER-BESITZER', 'S-1-5-21-1-2-3-1104': 'HOTEL\\\\Rezeption', '${ME}': 'PC\\\\Empfang', IU: 'NT-AUTORIT\\x8eT\\\\INTERAKTIV' }
       process.stdout.write(Buffer.from(entries.map((entry, n) => (n ? '     ' : path + ' ') + names[entry.split(';')[5]] + ':(OI)(CI)(M)').join('\\r\\n') + '\\r\\n\\r\\n1 Dateien erfolgreich verarbeitet\\r\\n', 'latin1'))
     } else if (!${mayChange}) process.exit(5)
     else if (verb === '/inheritance:r') put('PAI', entries.filter((entry) => !entry.split(';')[1].includes('ID')))
     else if (verb === '/remove:g') { const gone = words.map(sidOf); put(flags, entries.filter((entry) => entry.split(';')[1].includes('ID') || !gone.includes(entry.split(';')[5]))) }
     else if (verb === '/grant:r') {
       const grants = words.filter((word) => word.includes(':(')).map((word) => { const at = word.indexOf(':('); return { sid: sidOf(word.slice(0, at)), right: word.endsWith('F') ? 'FA' : word.endsWith('RX') ? '0x1200a9' : '0x1301bf' } })
       if (grants.some(({ sid }) => sid === 'GIBTSNICHT')) process.exit(1332 % 256)
       put(flags, [...grants.map(({ sid, right }) => 'A;OICI;' + right + ';;;' + sid), ...entries.filter((entry) => entry.split(';')[1].includes('ID') || !grants.some(({ sid }) => sid === entry.split(';')[5]))])
     }`,
  )
  const whoami = program('whoami', `process.stdout.write('"pc\\\\empfang","${ME}"\\r\\n')`)
  const windows = createWindowsRights({ icacls, whoami })
  return {
    data,
    windows,
    sddl: () => readFileSync(kept, 'utf8'),
    verbs: (): (string | null)[] =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line)[0])
        : [],
    command: createRightsCommand({ platform: 'win32', isElevated: () => mayChange, rights: windows }),
  }
}

const run = async (command: ReturnType<typeof standIn>['command'], ...words: string[]) => {
  const args = readArguments(words, command.options)
  if (!args.ok) throw new Error(args.problem)
  const said: string[] = []
  const tell = (text: string) => {
    said.push(text)
  }
  return { code: await command.run(args.args, { out: tell, err: tell }), said: said.join('\n') }
}

describe('a start on Windows', () => {
  it('makes a new data folder for SYSTEM, administrators and this user only', () => {
    const { data, windows, sddl } = standIn()
    expect(secureFolder(data, 'win32', windows)).toBe('private')
    expect(sddl()).toBe(`D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;${ME})`)
    expect(rightsOf(data, 'win32', windows)).toEqual({ rights: 'private', who: ['PC\\Empfang'] })
  })

  it('closes a folder that is open to all users, and keeps whom somebody chose', () => {
    const { data, windows, sddl } = standIn({ sddl: `${PROGRAM_DATA}(A;OICI;0x1301bf;;;S-1-5-21-1-2-3-1104)` })
    mkdirSync(data)
    expect(secureFolder(data, 'win32', windows)).toBe('private')
    expect(sddl()).toContain('(A;OICI;0x1301bf;;;S-1-5-21-1-2-3-1104)')
    expect(sddl()).not.toContain('BU')
  })

  it('says so where this user may not close it, and names who it is open to', () => {
    const { data, windows, sddl } = standIn({ mayChange: false })
    mkdirSync(data)
    expect(secureFolder(data, 'win32', windows)).toBe('writable-by-others')
    expect(sddl()).toBe(PROGRAM_DATA)
    expect(rightsOf(data, 'win32', windows)).toEqual({ rights: 'writable-by-others', who: ['VORDEFINIERT\\Benutzer'] })
  })

  it('changes nothing in a folder that is as IT set it', () => {
    const { data, windows, verbs } = standIn({ sddl: 'D:PAI(A;OICI;FA;;;SY)(A;OICI;0x1301bf;;;BU)' })
    mkdirSync(data)
    expect(secureFolder(data, 'win32', windows)).toBe('shared')
    expect(verbs()).toEqual(['/save', null])
  })
})

describe('np rights', () => {
  it('sets the group that IT names, and nobody else', async () => {
    const { command, data, sddl } = standIn({ sddl: `${PROGRAM_DATA}(A;OICI;FA;;;${ME})` })
    const { code, said } = await run(command, 'set', '--group', 'REZEPTION', '--data', data)
    expect([code, said]).toEqual([
      0,
      `${data}: SYSTEM, administrators, HOTEL\\Rezeption.\nNobody else may read or change it.`,
    ])
    expect(sddl()).toBe('D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;S-1-5-21-1-2-3-1104)')
  })

  it('without a group lets in whoever is signed in at this PC, and says that a group is safer', async () => {
    const { command, data } = standIn()
    const { code, said } = await run(command, 'set', '--data', data)
    expect(code).toBe(0)
    expect(said).toContain('NT-AUTORITÄT\\INTERAKTIV')
    expect(said).toContain('np rights set --group NAME')
    const {
      command: again,
      data: chosen,
      sddl,
    } = standIn({ sddl: 'D:PAI(A;OICI;FA;;;SY)(A;OICI;0x1301bf;;;S-1-5-21-1-2-3-1104)' })
    expect((await run(again, 'set', '--data', chosen)).said).not.toContain('INTERAKTIV')
    expect(sddl()).toContain('1104')
  })

  it('changes nothing without an administrator, for a group that is not there, or elsewhere', async () => {
    const { command, data, sddl } = standIn({ mayChange: false })
    expect(await run(command, 'set', '--data', data)).toMatchObject({
      code: 1,
      said: expect.stringContaining('Run as administrator'),
    })
    expect(sddl()).toBe(PROGRAM_DATA)
    const wrong = standIn()
    expect(await run(wrong.command, 'set', '--group', 'GIBTSNICHT', '--data', wrong.data)).toMatchObject({
      code: 1,
      said: expect.stringContaining('the group GIBTSNICHT exists'),
    })
    mkdirSync(data)
    expect(await run(command, 'show', '--data', data)).toMatchObject({
      code: 1,
      said: expect.stringContaining('does not start'),
    })
    const elsewhere = createRightsCommand({ platform: 'linux', isElevated: () => true, rights: createWindowsRights() })
    expect((await run(elsewhere, 'show')).code).toBe(1)
    expect((await run(elsewhere, 'what')).code).toBe(2)
  })
})
