import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { checkoutFolder, nodeExe, prefixFolder, wineFolder } from './places.ts'
import { suites } from './suites.ts'
import { prepareWine } from './wine.ts'

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
})

test('the suites that Windows shares pass on its Node, and what is left out says so by name', async () => {
  const wine = prepareWine(wineFolder, prefixFolder)
  const report = join(checkoutFolder, 'report.json')
  const run = wine.start(
    nodeExe,
    [
      'node_modules/vitest/vitest.mjs',
      ...['run', '--project', 'unit', '--project', 'integration'],
      '--reporter=json',
      '--outputFile=report.json',
      '--maxWorkers=2',
      ...suites,
    ],
    { cwd: checkoutFolder, env: { NP_THOROUGH: '' } },
  )
  await run.ended
  if (!existsSync(report)) throw new Error(`vitest made no report: ${run.output().slice(-4000)}`)
  const { testResults, numPassedTests } = Report.parse(JSON.parse(readFileSync(report, 'utf8')))
  const failed = testResults.flatMap(({ name, status, message, assertionResults }) => [
    ...(status === 'failed' && message !== '' ? [`${name}: ${message}`] : []),
    ...assertionResults
      .filter((result) => result.status === 'failed')
      .map((result) => `${name}: ${result.fullName}: ${result.failureMessages?.[0]?.slice(0, 600) ?? ''}`),
  ])
  expect(failed).toEqual([])
  const skipped = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status !== 'passed').map(({ fullName }) => fullName),
  )
  expect(skipped.filter((name) => !name.includes('(POSIX'))).toEqual([])
  expect(testResults.map(({ name }) => name.replaceAll('\\', '/').replace(/^.*\/test\//, 'test/')).toSorted()).toEqual(
    suites.toSorted(),
  )
  const lines = [
    `On Windows' Node: ${numPassedTests} passed in ${testResults.length} files, ${skipped.length} left out:`,
    ...skipped,
  ]
  process.stdout.write(`${lines.join('\n  ')}\n`)
})
