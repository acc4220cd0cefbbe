import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The proofs, and what runs many suites or messages in Wine. */
const smallAndLong = ['/integration/prove/', '/windows/suites.', '/windows/installer-backlog.']

/**
 * Vitest begins with the files that took longest; where it has no times yet, as in a fresh clone, with the
 * largest. Some small files take minutes, so at the end of a run they would keep one core busy and the others
 * idle: they come first. Vitest takes this as a class only.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isFirst = ({ moduleId }: TestSpecification) => smallAndLong.some((part) => moduleId.includes(part))
    return [...sorted.filter(isFirst), ...sorted.filter((file) => !isFirst(file))]
  }
}
