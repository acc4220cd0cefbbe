import fc from 'fast-check'

/**
 * How much is tried where trying more finds more: random cases by default, tenfold with NP_THOROUGH=1, which
 * `.ci/run` sets. What is tested is the same.
 */
export const isThorough = process.env.NP_THOROUGH === '1'

fc.configureGlobal({ numRuns: isThorough ? 1_000 : 100 })
