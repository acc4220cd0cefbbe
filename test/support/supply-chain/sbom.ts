import { z } from 'zod'
import type { LockedPackage } from './lock-file.ts'

/**
 * npm calls a library that is built into the bundles a development dependency; this says that it is shipped.
 */
const SHIPPED = 'night-porter:shipped'

const Named = z.looseObject({ name: z.string(), version: z.string() })
const Sbom = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.looseObject({ component: z.looseObject({ name: z.string() }) }),
  components: z.array(
    Named.extend({ properties: z.array(z.object({ name: z.string(), value: z.string() })).default([]) }),
  ),
})
export type Sbom = z.infer<typeof Sbom>

/**
 * The bill under the program's own name (npm takes that of the folder), each component marked as shipped or
 * not.
 */
export const markShipped = (made: unknown, shipped: readonly LockedPackage[]): Sbom => {
  const sbom = Sbom.parse(made)
  const isShipped = new Set(shipped.map(({ name, version }) => `${name}@${version}`))
  return {
    ...sbom,
    metadata: { ...sbom.metadata, component: { ...sbom.metadata.component, name: 'night-porter' } },
    components: sbom.components.map((component) => ({
      ...component,
      properties: [
        ...component.properties,
        { name: SHIPPED, value: String(isShipped.has(`${component.name}@${component.version}`)) },
      ],
    })),
  }
}
