import { expect, it } from 'vitest'
import { type TrayState, trayModel, trayStateOf } from '../../../main/desktop/tray-model.ts'
import { connection, createTestTexts, testHealth } from './start.ts'

const t = createTestTexts().in('en')
const state = (change: Partial<TrayState> = {}): TrayState => ({ ...trayStateOf(testHealth(), null), ...change })
const labels = (model: ReturnType<typeof trayModel>) => model.items.map((item) => ('label' in item ? item.label : '--'))

it('begins the menu with the sentence, then the counts', () => {
  expect(
    labels(trayModel(state({ onTheWay: 3, sentence: '3 reservations are on their way.', level: 'busy' }), t)),
  ).toEqual([
    '3 reservations are on their way.',
    '3 reservations go out by themselves',
    '9 messages delivered today',
    '--',
    'Open Night Porter',
    'Pause sending',
    '--',
    'Quit …',
  ])
})

it.each([
  ['ok', 'on', 0, 'ok'],
  ['busy', 'on', 0, 'busy'],
  ['attention', 'on', 2, 'attention'],
  ['stopped', 'on', 0, 'stopped'],
  ['attention', 'paused', 2, 'attention'],
  ['stopped', 'paused', 0, 'stopped'],
] as const)('shows level %s, sending %s, %i in need as %s', (level, sending, needSomeone, icon) => {
  expect(trayModel(state({ level, sending, needSomeone, isPausedByPerson: sending === 'paused' }), t).icon).toBe(icon)
})

it('is grey when somebody paused everything, red when Night Porter had to', () => {
  const byPerson = testHealth({
    level: 'attention',
    connections: [connection('a', 'paused', true), connection('b', 'paused', true)],
  })
  const byNightPorter = testHealth({
    level: 'attention',
    connections: [connection('a', 'paused', true), connection('b', 'paused')],
  })
  expect(trayModel(trayStateOf(byPerson, null), t).icon).toBe('paused')
  expect(trayModel(trayStateOf(byNightPorter, null), t).icon).toBe('attention')
})

it('keeps the tooltip under 127 characters and says that it goes on', () => {
  const { tooltip, items } = trayModel(state({ sentence: 'x'.repeat(200) }), t)
  expect(tooltip).toHaveLength(126)
  expect(tooltip.endsWith('…')).toBe(true)
  expect(items[0]).toMatchObject({ label: 'x'.repeat(200) })
  expect(trayModel(state({ sentence: 'y'.repeat(126) }), t).tooltip).toBe('y'.repeat(126))
})

it('is paused only when every connection is', () => {
  const one = testHealth({ connections: [connection('a', 'paused'), connection('b', 'ok')] })
  const all = testHealth({ connections: [connection('a', 'paused'), connection('b', 'paused')] })
  expect(trayStateOf(one, null).sending).toBe('on')
  expect(trayStateOf(all, null).sending).toBe('paused')
  expect(labels(trayModel(trayStateOf(all, null), t))).toContain('Resume sending')
  expect(trayStateOf(testHealth({ connections: [] }), null).sending).toBe('none')
})

it('offers to start at sign-in where that can be chosen', () => {
  expect(labels(trayModel(state(), t))).not.toContain('Start when I sign in to Windows')
  expect(trayModel(state({ isLoginItem: true }), t).items).toContainEqual({
    kind: 'command',
    command: 'login-item',
    label: 'Start when I sign in to Windows',
    isChecked: true,
  })
})
