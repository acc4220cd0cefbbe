import { z } from 'zod'
import type { LockedPackage } from './lock-file.ts'
import { compareVersions, isInRange } from './versions.ts'

/**
 * Holds the lock file against advisories that somebody brings as a file: OSV's JSON (one record, a list of
 * them, or `{ "vulns": [...] }`), or what npm's bulk endpoint answers (`{ "package": [...] }`).
 */

/**
 * `isSure` false: the advisory says its versions in a way that cannot be read here, so a person must look.
 */
export type Finding = { id: string; title: string; name: string; version: string; place: string; isSure: boolean }

/** One advisory about one package; null: its versions cannot be read. */
type Advisory = { id: string; title: string; name: string; affects: (version: string) => boolean | null }

const Event = z.object({
  introduced: z.string().optional(),
  fixed: z.string().optional(),
  last_affected: z.string().optional(),
})
const Osv = z.object({
  id: z.string(),
  summary: z.string().default(''),
  withdrawn: z.string().optional(),
  affected: z.array(
    z.object({
      package: z.object({ ecosystem: z.string(), name: z.string() }),
      ranges: z.array(z.object({ type: z.string(), events: z.array(Event) })).default([]),
      versions: z.array(z.string()).default([]),
    }),
  ),
})
const Bulk = z.record(
  z.string(),
  z.array(
    z.object({
      id: z.union([z.number(), z.string()]),
      url: z.string().optional(),
      title: z.string().default(''),
      vulnerable_versions: z.string(),
    }),
  ),
)
const OsvFile = z.union([
  Osv.transform((one) => [one]),
  z.array(Osv),
  z.object({ vulns: z.array(Osv) }).transform(({ vulns }) => vulns),
])

/**
 * In events as OSV defines them: affected from `introduced` on, until before `fixed` or up to
 * `last_affected`.
 */
const isWithin = (version: string, events: readonly z.infer<typeof Event>[]): boolean | null => {
  let isAffected = false
  // In the order of the versions, whatever the order in the file.
  const steps = events
    .map((event) => ({ event, at: event.introduced ?? event.fixed ?? event.last_affected ?? '' }))
    .toSorted((a, b) => compareVersions(a.at, b.at) ?? 0)
  for (const { event, at } of steps) {
    const order = at === '0' ? 1 : compareVersions(version, at)
    if (order === null) return null
    if (event.introduced !== undefined && order >= 0) isAffected = true
    if (event.fixed !== undefined && order >= 0) isAffected = false
    if (event.last_affected !== undefined && order > 0) isAffected = false
  }
  return isAffected
}

const anyOf = (answers: readonly (boolean | null)[]): boolean | null =>
  answers.includes(true) ? true : answers.includes(null) ? null : false

const ofOsv = (records: readonly z.infer<typeof Osv>[]): Advisory[] =>
  records
    .filter(({ withdrawn }) => withdrawn === undefined)
    .flatMap(({ id, summary, affected }) =>
      affected
        .filter((one) => one.package.ecosystem.toLowerCase() === 'npm')
        .map(({ package: { name }, ranges, versions }) => ({
          id,
          title: summary,
          name,
          affects: (version: string) =>
            versions.includes(version) ||
            anyOf(ranges.map(({ type, events }) => (type === 'SEMVER' ? isWithin(version, events) : null))),
        })),
    )

const ofBulk = (bulk: z.infer<typeof Bulk>): Advisory[] =>
  Object.entries(bulk).flatMap(([name, list]) =>
    list.map(({ id, url, title, vulnerable_versions: range }) => ({
      id: url?.split('/').at(-1) || String(id),
      title,
      name,
      affects: (version: string) => isInRange(version, range),
    })),
  )

/** The advisories of a file; null where it is of neither form. */
export const readAdvisories = (value: unknown): Advisory[] | null => {
  const osv = OsvFile.safeParse(value)
  if (osv.success) return ofOsv(osv.data)
  const bulk = Bulk.safeParse(value)
  return bulk.success ? ofBulk(bulk.data) : null
}

/** What of the lock file the advisories speak of, by name. */
export const affectedBy = (packages: readonly LockedPackage[], advisories: readonly Advisory[]): Finding[] =>
  advisories.flatMap(({ id, title, name, affects }) =>
    packages
      .filter((one) => one.name === name)
      .flatMap(({ version, place }) => {
        const answer = affects(version)
        return answer === false ? [] : [{ id, title, name, version, place, isSure: answer === true }]
      }),
  )
