import { describe, expect, it } from 'vitest'
import { readSddl } from '../../../../main/core/rights/sddl.ts'
import { namesIn, whoElse } from '../../../../main/core/rights/who-else.ts'

const judged = (sddl: string) => {
  const list = readSddl(sddl)
  if (list === null) throw new Error(`not understood: ${sddl}`)
  return whoElse(list)
}

const FRONT_DESK = 'S-1-5-21-1004336348-1177238915-682003330-1104'

describe('the rights of a data folder, from SDDL', () => {
  it.each([
    ['SYSTEM and administrators only', 'D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)', 'private', []],
    [
      'a group that IT named',
      `D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;${FRONT_DESK})`,
      'private',
      [FRONT_DESK],
    ],
    [
      'as a folder in ProgramData is made: users may read it and make files in it',
      'D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)(A;CIID;DCLCRPCR;;;BU)',
      'writable-by-others',
      ['S-1-5-32-545'],
    ],
    ['users may read it', 'D:AI(A;OICIID;FA;;;SY)(A;OICIID;FR;;;BU)', 'readable-by-others', ['S-1-5-32-545']],
    ['everybody, also where IT wrote it', 'D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;WD)', 'writable-by-others', ['S-1-1-0']],
    ['users, because IT named them', 'D:PAI(A;OICI;FA;;;SY)(A;OICI;0x1301bf;;;BU)', 'shared', ['S-1-5-32-545']],
    ['whoever is signed in, named', 'D:P(A;OICI;FA;;;SY)(A;OICI;0x1301bf;;;IU)', 'shared', ['S-1-5-4']],
    [
      'users, named in a list that still inherits',
      'D:AI(A;OICI;0x1301bf;;;BU)',
      'writable-by-others',
      ['S-1-5-32-545'],
    ],
    ['all users of the domain', 'D:AI(A;OICIID;FA;;;S-1-5-21-1-2-3-513)', 'writable-by-others', ['S-1-5-21-1-2-3-513']],
    ['for the files in it only', 'D:AI(A;OICIIO;GR;;;AU)', 'readable-by-others', ['S-1-5-11']],
    ['passing through only', 'D:PAI(A;OICI;FA;;;SY)(A;;0x20;;;WD)', 'private', []],
    ['a refusal', 'D:PAI(D;OICI;FA;;;BG)(A;OICI;FA;;;SY)', 'private', []],
    ['an empty list', 'D:P', 'private', []],
    ['no list at all', 'D:NO_ACCESS_CONTROL', 'writable-by-others', ['S-1-1-0']],
    ['with an owner before and labels after', `O:BAG:SYD:PAI(A;OICI;FA;;;SY)S:AI(ML;;NW;;;LW)`, 'private', []],
    ['deleting alone is changing', 'D:AI(A;ID;SD;;;AU)', 'writable-by-others', ['S-1-5-11']],
    ['the generic rights', 'D:AI(A;OICIID;GW;;;AU)(A;ID;GR;;;BU)', 'writable-by-others', ['S-1-5-11', 'S-1-5-32-545']],
  ])('%s', (_what, sddl, rights, who) => {
    const { rights: found, broad, named } = judged(sddl)
    expect(found).toBe(rights)
    expect([...broad, ...named].map(({ sid }) => sid)).toEqual(who)
  })

  it('says of each whether it may change something', () => {
    const { named } = judged(`D:PAI(A;OICI;0x1200a9;;;${FRONT_DESK})(A;;0x2;;;${FRONT_DESK})(A;OICI;FR;;;S-1-5-20)`)
    expect(named).toEqual([
      { sid: FRONT_DESK, canChange: true },
      { sid: 'S-1-5-20', canChange: false },
    ])
  })

  it.each(['', 'Night Porter', 'D:PAI(A;OICI;ZZ;;;SY)', 'D:(A;;FA;;;)'])('is not guessed from %j', (text) => {
    expect(readSddl(text)).toBeNull()
  })
})

describe('the names in the output of icacls', () => {
  const folder = 'C:\\ProgramData\\Night Porter'
  it.each([
    [
      'English',
      [
        `${folder} NT AUTHORITY\\SYSTEM:(OI)(CI)(F)`,
        '                             BUILTIN\\Administrators:(OI)(CI)(F)',
        '                             HOTEL\\Front desk:(OI)(CI)(M)',
        '',
        'Successfully processed 1 files; Failed processing 0 files',
      ],
      ['NT AUTHORITY\\SYSTEM', 'BUILTIN\\Administrators', 'HOTEL\\Front desk'],
    ],
    [
      'German',
      [
        `${folder} NT-AUTORITÄT\\SYSTEM:(I)(OI)(CI)(F)`,
        '                             VORDEFINIERT\\Administratoren:(I)(OI)(CI)(F)',
        '                             ERSTELLER-BESITZER:(I)(OI)(CI)(IO)(F)',
        '                             VORDEFINIERT\\Benutzer:(I)(CI)(WD,AD,WEA,WA)',
        '',
        '1 Dateien erfolgreich verarbeitet, bei 0 Dateien ist ein Verarbeitungsfehler aufgetreten.',
      ],
      ['NT-AUTORITÄT\\SYSTEM', 'VORDEFINIERT\\Administratoren', 'ERSTELLER-BESITZER', 'VORDEFINIERT\\Benutzer'],
    ],
    [
      'French',
      [
        `${folder} AUTORITE NT\\Système:(OI)(CI)(F)`,
        '                             BUILTIN\\Administrateurs:(OI)(CI)(F)',
        '                             Tout le monde:(RX)',
        '1 fichiers correctement traités ; échec du traitement de 0 fichiers',
      ],
      ['AUTORITE NT\\Système', 'BUILTIN\\Administrateurs', 'Tout le monde'],
    ],
    [
      'Spanish',
      [
        `${folder} NT AUTHORITY\\SYSTEM:(OI)(CI)(F)`,
        '                             BUILTIN\\Usuarios:(OI)(CI)(RX)',
        'Se procesaron correctamente 1 archivos; error al procesar 0 archivos',
      ],
      ['NT AUTHORITY\\SYSTEM', 'BUILTIN\\Usuarios'],
    ],
    [
      'Italian, with a SID that has no name',
      [
        `${folder} NT AUTHORITY\\SYSTEM:(OI)(CI)(F)`,
        '                             S-1-5-21-1004336348-1177238915-682003330-1104:(OI)(CI)(M)',
        'Elaborazione completata per 1 file. Elaborazione non riuscita per 0 file',
      ],
      ['NT AUTHORITY\\SYSTEM', 'S-1-5-21-1004336348-1177238915-682003330-1104'],
    ],
  ])('%s', (_language, lines, names) => {
    expect(namesIn(lines.join('\r\n'), folder)).toEqual(names)
  })
})
