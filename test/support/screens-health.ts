import type { FolderListing, Health } from '../../main/contract/health.ts'
import type { CheckStep, Output } from '../../main/contract/methods.ts'
import { type Language, pick, type Scenario, type World } from './screens-data.ts'

const MINUTE = 60_000

type Words = Pick<Health, 'level' | 'sentence' | 'detail'>

const calmDetail = (l: Language): string =>
  pick(
    l,
    'Night Porter keeps trying and sends them by itself. There is nothing for you to do.',
    'Night Porter versucht es weiter und sendet sie von selbst. Sie müssen nichts tun.',
  )

const wordsOf = (scenario: Scenario, l: Language, needSomeone: number): Words => {
  const busy: Words = {
    level: 'busy',
    sentence: pick(
      l,
      'SiteMinder is not answering. 4 reservations wait safely.',
      'SiteMinder antwortet nicht. 4 Reservierungen warten sicher.',
    ),
    detail: calmDetail(l),
  }
  const ok: Words = {
    level: 'ok',
    sentence: pick(
      l,
      'Everything your PMS sent out has been delivered.',
      'Alles, was Ihr PMS hinausgab, ist zugestellt.',
    ),
    detail: pick(
      l,
      'Nothing is waiting. You can close this window, Night Porter keeps working.',
      'Nichts wartet. Sie können dieses Fenster schließen, Night Porter arbeitet weiter.',
    ),
  }
  const attention: Words = {
    level: 'attention',
    sentence: pick(
      l,
      `${needSomeone} reservations need someone. 2 of them arrive today.`,
      `${needSomeone} Reservierungen brauchen jemanden. 2 davon reisen heute an.`,
    ),
    detail: pick(
      l,
      'All are safe in your PMS. Only SiteMinder does not have them yet.',
      'Alle sind sicher in Ihrem PMS. Nur bei SiteMinder fehlen sie noch.',
    ),
  }
  const byScenario: Record<Scenario, Words> = {
    ok,
    empty: ok,
    busy,
    rehearsal: busy,
    attention,
    paused: {
      level: 'attention',
      sentence: pick(
        l,
        'Sending is paused until 06:00 (channel works on rates, T. Weber).',
        'Das Senden ist bis 06:00 Uhr angehalten (Preisumstellung, T. Weber).',
      ),
      detail: pick(l, '4 reservations wait safely.', '4 Reservierungen warten sicher.'),
    },
    stopped: {
      level: 'stopped',
      sentence: pick(
        l,
        'Nothing is being sent: SiteMinder does not accept the password.',
        'Es wird nichts gesendet: SiteMinder nimmt das Passwort nicht an.',
      ),
      detail: pick(
        l,
        'Hotel IT must enter the new one. All bookings are safe in your PMS.',
        'Die Hotel-IT muss das neue eingeben. Alle Buchungen sind sicher in Ihrem PMS.',
      ),
    },
  }
  return byScenario[scenario]
}

const linkOf = (scenario: Scenario): 'ok' | 'outage' | 'paused' => {
  if (scenario === 'busy' || scenario === 'rehearsal') return 'outage'
  return scenario === 'paused' || scenario === 'stopped' ? 'paused' : 'ok'
}

/** What `health.get` says about a world. */
export const healthOf = (world: World): Health => {
  const { scenario, language: l, nowAt, messages } = world
  const count = (...states: string[]) => messages.filter(({ state }) => states.includes(state)).length
  const state = linkOf(scenario)
  const sentences = {
    ok: pick(l, 'Connected. Answered in 1.1 s.', 'Verbunden. Antwort in 1,1 s.'),
    outage: pick(l, 'No answer since 04:58.', 'Keine Antwort seit 04:58 Uhr.'),
    paused: pick(l, 'Paused.', 'Angehalten.'),
  }
  const needSomeone = count('failed', 'unsure')
  return {
    ...wordsOf(scenario, l, needSomeone),
    counts: {
      ...{ waiting: count('waiting'), sending: count('sending'), confirming: count('confirming') },
      ...{ unsure: count('unsure'), failed: count('failed'), deliveredToday: count('delivered') },
    },
    reservations: { onTheWay: count('waiting', 'sending', 'confirming'), needSomeone, arrivingToday: 2 },
    lanes: [],
    connections: [
      {
        ...{ id: 'pmsx', kind: 'pmsxchange', label: 'SiteMinder', state, sentence: sentences[state] },
        since: state === 'outage' ? nowAt - 14 * MINUTE : null,
        nextTryAt: state === 'outage' ? nowAt + MINUTE : null,
        ...{ lastAnswerAt: nowAt - 3 * MINUTE, lastAnswerMs: 1100, isPausedByPerson: scenario === 'paused' },
      },
    ],
    folders: foldersOf(world).map(({ list, ...folder }) => ({ ...folder, files: list.length })),
    lastDeliveredAt: scenario === 'empty' ? null : nowAt - 21 * MINUTE,
    dayStartedAt: nowAt - 72 * MINUTE,
    hotelName: scenario === 'rehearsal' ? pick(l, 'Practice hotel', 'Übungshotel') : 'Hotel Lindenhof',
    ...{ timeZone: 'Europe/Vienna', locale: l, isRehearsal: scenario === 'rehearsal' },
    sender: { isThis: true, name: 'FRONT-1' },
  }
}

/** The export folder with a file of each kind that staff may meet. */
export const foldersOf = ({ scenario, language: l, nowAt }: World): FolderListing[] => [
  {
    ...{
      id: 'main',
      path: 'D:\\Lindenhof\\Out',
      connection: 'pmsx',
      state: 'ok',
      files: 3,
      lookedAt: nowAt - 2000,
      lastExportAt: nowAt - 2000,
    },
    sentence: scenario === 'ok' ? pick(l, 'Empty.', 'Leer.') : pick(l, '3 files.', '3 Dateien.'),
    list:
      scenario === 'ok'
        ? []
        : [
            {
              name: 'OUT_7401.xml',
              size: 6120,
              state: 'capturing',
              since: nowAt,
              sentence: pick(l, 'Being captured', 'Wird erfasst'),
            },
            {
              name: 'AVL_7402.xml',
              size: 42_400,
              state: 'writing',
              since: nowAt,
              sentence: pick(l, 'Your PMS is still writing this file', 'Ihr PMS schreibt noch an dieser Datei'),
            },
            {
              name: 'export.log',
              size: 700,
              state: 'ignored',
              since: nowAt,
              sentence: pick(l, 'Ignored, is not *.xml', 'Übergangen, ist nicht *.xml'),
            },
          ],
  },
]

/** The steps of a connection test. */
export const testOf = (l: Language, isGood: boolean): Output<'connections.test'> => {
  const steps: CheckStep[] = [
    { name: 'name', result: 'pass', sentence: pick(l, 'Name found.', 'Name gefunden.') },
    {
      name: 'secure',
      result: 'pass',
      sentence: pick(l, 'Certificate good until 2 Mar 2027.', 'Zertifikat gültig bis 2. März 2027.'),
    },
    {
      name: 'credentials',
      result: isGood ? 'pass' : 'fail',
      sentence: isGood
        ? pick(l, 'Password accepted.', 'Passwort angenommen.')
        : pick(l, 'SiteMinder does not accept the password.', 'SiteMinder nimmt das Passwort nicht an.'),
    },
  ]
  return { ok: isGood, steps }
}

/** The doctor's list: one of each result. */
export const doctorOf = (l: Language): Output<'doctor.run'> => [
  {
    name: pick(l, 'Folder rights', 'Ordnerrechte'),
    result: 'pass',
    sentence: pick(l, 'Can read, write and move files.', 'Lesen, Schreiben und Verschieben gehen.'),
    fix: null,
  },
  {
    name: pick(l, 'Disk', 'Festplatte'),
    result: 'pass',
    sentence: pick(l, '48 GB free. A safe write takes 3 ms.', '48 GB frei. Sicheres Schreiben dauert 3 ms.'),
    fix: null,
  },
  {
    name: pick(l, 'Clock', 'Uhr'),
    result: 'warn',
    sentence: pick(l, '94 s behind.', '94 s zu spät.'),
    fix: pick(
      l,
      'Let Windows set the clock by itself: Settings, Time and language.',
      'Lassen Sie Windows die Uhr selbst stellen: Einstellungen, Zeit und Sprache.',
    ),
  },
  {
    name: pick(l, 'Starts with Windows', 'Startet mit Windows'),
    result: 'fail',
    sentence: pick(
      l,
      'Off, so nothing is sent after a restart.',
      'Aus, daher wird nach einem Neustart nichts gesendet.',
    ),
    fix: pick(l, 'Switch it on in Task Manager, Start-up.', 'Schalten Sie es im Task-Manager unter Autostart ein.'),
  },
  { name: 'Proxy', result: 'pass', sentence: pick(l, 'None needed.', 'Nicht nötig.'), fix: null },
  {
    name: pick(l, 'Password', 'Passwort'),
    result: 'pass',
    sentence: pick(l, 'Accepted at 05:12.', 'Um 05:12 Uhr angenommen.'),
    fix: null,
  },
  {
    name: pick(l, 'Only sender', 'Einziger Absender'),
    result: 'pass',
    sentence: pick(l, 'This PC, FRONT-1.', 'Dieser PC, FRONT-1.'),
    fix: null,
  },
]
