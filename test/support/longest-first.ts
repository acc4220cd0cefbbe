import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Vitest begins with the files that took longest; where it has no times yet, as in a fresh clone, with the
 * largest. The proofs are small files that take a minute, so at the end of a run they would keep one core
 * busy and the others idle: they come first. Vitest takes this as a class only.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isProof = ({ moduleId }: TestSpecification) => moduleId.includes('/integration/prove/')
    return [...sorted.filter(isProof), ...sorted.filter((file) => !isProof(file))]
  }
}
