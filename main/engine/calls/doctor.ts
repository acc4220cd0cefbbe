import type { Answer, Output } from '../../contract/methods.ts'
import type { ConnectionSettings, Settings } from '../../contract/settings.ts'
import { entries } from '../../core/playbook/entries.ts'
import type { ProblemReason } from '../../core/ports/files.ts'
import type { RightsFinding } from '../../core/ports/folder-rights.ts'
import type { Translate } from '../../core/ports/texts.ts'
import type { LinkTestDeps } from '../sending/deps.ts'
import { callLinkTest, type LinkTest } from '../sending/link-test.ts'
import { secretOf } from '../sending/secret-of.ts'
import type { CallDeps } from './deps.ts'
import { remarkFindings } from './remark-findings.ts'
import { secretNames } from './settings.ts'

type Finding = Output<'doctor.run'>[number]

/** Looks at everything that must be right on this PC and says, for each, what is and how to mend it. */
export const runDoctor = async (
  deps: LinkTestDeps & Pick<CallDeps, 'store' | 'files' | 'role' | 'settingsFault' | 'host'>,
): Promise<Answer<Output<'doctor.run'>>> => {
  const settings = deps.settings()
  const t = deps.texts.in(settings.locale)
  const findings: Finding[] = [settingsFinding(deps)]
  const rights = deps.host.rights?.()
  if (rights !== undefined) findings.push(...rightsFindings(t, rights))
  findings.push(...sleepFindings(t, settings, deps.host.sleepMinutes?.() ?? null))
  findings.push(keysFinding(deps))
  for (const folder of settings.folders) findings.push(await folderFinding(deps, folder))
  for (const name of secretNames(deps)) {
    const found = settings.connections
      .filter((connection) => deps.channels.connect(connection).secret.name === name)
      .map((connection) => secretOf(deps, connection))
    const secret = found.find(({ ok }) => !ok) ?? { ok: true as const }
    const fail = secret.ok || secret.reason !== 'other-use' ? 'doctor.secret.fail' : 'doctor.secret.elsewhere'
    findings.push({
      name: t('doctor.secret.name', { name }),
      result: secret.ok ? 'pass' : 'fail',
      sentence: t(secret.ok ? 'doctor.secret.pass' : fail),
      fix: secret.ok ? null : t('doctor.secret.fix', { name }),
    })
  }
  for (const connection of settings.connections)
    findings.push(await addressFinding(deps, connection), ...remarkFindings(deps, connection))
  const name = deps.role.isTaken() ? deps.store.sender.read().name : null
  findings.push({
    name: t('doctor.sender.name'),
    result: name === null ? 'warn' : 'pass',
    sentence: name === null ? t('doctor.sender.warn') : t('doctor.sender.pass', { name }),
    fix: name === null ? t('doctor.sender.fix') : null,
  })
  return { ok: true, value: findings }
}

/** The settings as they stand on disk, which may be others than those in force. */
const settingsFinding = (deps: Pick<CallDeps, 'settingsFault' | 'texts' | 'settings'>): Finding => {
  const t = deps.texts.in(deps.settings().locale)
  const name = t('doctor.settings.name')
  const fault = deps.settingsFault()
  if (fault === null) return { name, result: 'pass', sentence: t('doctor.settings.pass'), fix: null }
  const { file, field, problem, lastGood } = fault
  const what =
    field === file ? t('settings.broken-file', { file, problem }) : t('settings.broken', { file, field, problem })
  return {
    name,
    result: 'fail',
    sentence: `${what} ${t('settings.goes-on')}`,
    fix: t(lastGood === null ? 'doctor.settings.fix' : 'doctor.settings.fix-last-good', { file }),
  }
}

/** Who beside this user may look into the data folder or change it; on POSIX nobody is named. */
const rightsFindings = (t: Translate, { rights, who }: RightsFinding): Finding[] => {
  if (rights === 'not-known') return []
  const isGood = rights === 'private' || rights === 'shared'
  const others = who.length === 0 ? '' : ` ${t('doctor.rights.who', { who: who.join(', ') })}`
  return [
    {
      name: t('doctor.rights.name'),
      result: rights === 'private' ? 'pass' : rights === 'shared' ? 'warn' : 'fail',
      sentence: `${t(rights === 'private' && who.length > 0 ? 'doctor.rights.chosen' : `doctor.rights.${rights}`)}${others}`,
      fix:
        rights === 'private' ? null : t(who.length > 0 || isGood ? 'doctor.rights.fix-windows' : 'doctor.rights.fix'),
    },
  ]
}

/** A PC that sleeps at night takes no export of the night audit. Where none is expected it may sleep. */
const sleepFindings = (t: Translate, { folders }: Settings, minutes: number | null): Finding[] => {
  const times = folders.flatMap(({ expect }) => expect?.nightAuditBy ?? []).sort()
  const [time] = times
  if (minutes === null || time === undefined) return []
  const name = t('doctor.sleep.name')
  return minutes === 0
    ? [{ name, result: 'pass', sentence: t('doctor.sleep.pass'), fix: null }]
    : [{ name, result: 'warn', sentence: t('doctor.sleep.warn', { count: minutes, time }), fix: t('doctor.sleep.fix') }]
}

/** A lost key stops nothing that is new; a code that was never printed helps nobody when one is lost. */
const keysFinding = ({ store, texts, settings }: Pick<CallDeps, 'store' | 'texts' | 'settings'>): Finding => {
  const t = texts.in(settings().locale)
  const name = t('doctor.keys.name')
  if (store.keys.isKeyLost())
    return { name, result: 'fail', sentence: t('doctor.keys.lost'), fix: t('doctor.keys.lost-fix') }
  return store.keys.codePrintedAt() === null
    ? { name, result: 'warn', sentence: t('doctor.keys.unprinted'), fix: t('doctor.keys.unprinted-fix') }
    : { name, result: 'pass', sentence: t('doctor.keys.pass'), fix: null }
}

/** One harmless call. Without its password nothing is sent, and so nothing is known of the address. */
const addressFinding = async (deps: LinkTestDeps, connection: ConnectionSettings): Promise<Finding> => {
  const t = deps.texts.in(deps.settings().locale)
  const name = t('doctor.address.name', { label: connection.label })
  const test = await callLinkTest(deps, connection)
  const { testLeavesOpen } = deps.channels.connect(connection)
  if (test.ok) {
    const open = testLeavesOpen ? ` ${t(`test.open.${testLeavesOpen}`)}` : ''
    return { name, result: 'pass', sentence: `${t('doctor.address.pass')}${open}`, fix: null }
  }
  if (test.result === null) {
    const secret = deps.channels.connect(connection).secret.name
    return { name, result: 'skipped', sentence: t('doctor.address.skipped', { name: secret }), fix: null }
  }
  const failed = test.steps.find(({ result }) => result === 'fail')
  return {
    name,
    result: 'fail',
    sentence: failed?.sentence ?? t('doctor.address.fail'),
    fix: t(`doctor.address.${fixOf(test)}`),
  }
}

/**
 * A channel that refuses or stumbles has been reached; any other answer, or none, is a task for the hotel's
 * IT.
 */
const fixOf = ({ steps, result, verdict }: LinkTest): 'fix' | 'fix-answer' | 'fix-credentials' => {
  if (steps.some((step) => step.name === 'credentials' && step.result === 'fail')) return 'fix-credentials'
  const isChannel = result?.kind === 'reply' && verdict !== null && entries[verdict.cause].who !== 'hotel-it'
  return isChannel ? 'fix-answer' : 'fix'
}

/** The reasons that have a sentence of their own. */
const reasonShown = (reason: ProblemReason) => {
  const shown = ['gone', 'busy', 'denied', 'unreachable', 'full', 'read-only'] as const
  return shown.find((one) => one === reason) ?? 'other'
}

/** Reads, writes and removes a file of our own in the folder: the rights that capture needs. */
const folderFinding = async (
  deps: Pick<CallDeps, 'files' | 'ids' | 'texts' | 'settings'>,
  folder: { id: string; path: string },
): Promise<Finding> => {
  const { files, ids } = deps
  const t = deps.texts.in(deps.settings().locale)
  const name = t('doctor.folder.name', { id: folder.id })
  const listed = await files.list(folder.path)
  const written = listed.ok
    ? await files.write(folder.path, `.night-porter-check-${ids.uuid()}.tmp`, new Uint8Array([1]))
    : listed
  const removed = written.ok ? await files.remove(written.value) : written
  return removed.ok
    ? { name, result: 'pass', sentence: t('doctor.folder.pass'), fix: null }
    : {
        name,
        result: 'fail',
        sentence: t(`doctor.folder.${reasonShown(removed.reason)}`, { code: removed.code }),
        fix: t(removed.reason === 'busy' ? 'doctor.folder.fix-busy' : 'doctor.folder.fix'),
      }
}
