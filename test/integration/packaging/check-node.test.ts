import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const check = join(import.meta.dirname, '../../../.ci/node-runtime/check-node.cjs')

/** Runs the check in a process that says it is another Node on another machine. */
const checkOn = (version: string, platform: string, arch: string) => {
  const machine = JSON.stringify({ platform, arch, versions: { ...process.versions, node: version } })
  const program = `for (const [name, value] of Object.entries(${machine})) Object.defineProperty(process, name, { value })
    require(${JSON.stringify(check)})`
  const { status, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' })
  return { status, stderr }
}

describe('the first step of every npm script', () => {
  test.each([
    ['24.21.0', 'linux', 'x64'],
    ['26.1.0', 'darwin', 'arm64'],
  ])('lets Node %s on %s %s through', (version, platform, arch) => {
    expect(checkOn(version, platform, arch)).toEqual({ status: 0, stderr: '' })
  })

  test('says that npm ci brings Node where it is locked', () => {
    const { status, stderr } = checkOn('20.20.2', 'win32', 'x64')
    expect(status).toBe(1)
    expect(stderr).toBe(
      'Night Porter needs Node 24 or later, and this is Node 20.20.2 on win-x64. ' +
        'npm ci installs it here: run that first, and start Night Porter by its npm scripts.\n',
    )
  })

  test.each([
    ['darwin', 'arm64', 'darwin-arm64'],
    ['win32', 'arm64', 'win-arm64'],
  ])('names the machines it is locked for on %s %s', (platform, arch, name) => {
    const { status, stderr } = checkOn('22.1.0', platform, arch)
    expect(status).toBe(1)
    expect(stderr).toContain(
      `this is Node 22.1.0 on ${name}. npm ci installs it on linux-arm64, linux-x64, win-x64 only`,
    )
  })
})
