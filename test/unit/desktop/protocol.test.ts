import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { answerPage } from '../../../main/desktop/protocol.ts'
import { startTestDesktop } from './start.ts'

const PAGE = 'app://night-porter/index.html'

it('puts a fresh nonce into the page and into the policy beside it', async () => {
  const { fetchPage } = await startTestDesktop()
  const replies = [await fetchPage(PAGE), await fetchPage(PAGE)]
  const nonces = await Promise.all(
    replies.map(async (reply) => {
      const text = await reply.text()
      expect(text).not.toContain('__NONCE__')
      const nonce = /content="([^"]+)"/.exec(text)?.[1] ?? ''
      expect(nonce).toHaveLength(24)
      expect(text).toContain(`<style nonce="${nonce}">`)
      expect(reply.headers.get('content-security-policy')).toBe(
        `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      )
      return nonce
    }),
  )
  expect(nonces[0]).not.toBe(nonces[1])
})

it('serves files with their type, and the policy on each', async () => {
  const { fetchPage } = await startTestDesktop()
  const reply = await fetchPage('app://night-porter/assets/main.js')
  expect(reply.status).toBe(200)
  expect(reply.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
  expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await reply.text()).toContain('started')
  expect((await fetchPage('app://night-porter')).headers.get('content-type')).toBe('text/html; charset=utf-8')
})

it.each([
  ['app://night-porter/../secret.json', [404]],
  ['app://night-porter/%2e%2e/secret.json', [404]],
  ['app://night-porter/..%2fsecret.json', [404]],
  ['app://night-porter/assets/..%2f..%2fsecret.json', [404]],
  ['app://night-porter/..%5csecret.json', [404]],
  ['app://night-porter/C:%5cWindows%5cwin.ini', [404]],
  ['app://night-porter//etc/passwd', [404]],
  ['app://night-porter/%00.html', [404]],
  ['app://night-porter/%E0%A4%A', [404]],
  ['app://night-porter/assets', [404]],
  ['app://night-porter/assets/none.js', [404]],
  ['app://elsewhere/index.html', [403]],
])('does not give out %s', async (address, allowed) => {
  const { fetchPage } = await startTestDesktop()
  const reply = await fetchPage(address)
  expect(allowed).toContain(reply.status)
  expect(await reply.text()).toBe('')
})

it('answers no other method', async () => {
  const { fetchPage } = await startTestDesktop()
  expect((await fetchPage(PAGE, { method: 'POST' })).status).toBe(405)
  const head = await fetchPage(PAGE, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
})

it('does not take a folder beside its own for its own', async () => {
  const parent = mkdtempSync(path.join(os.tmpdir(), 'np-pages-'))
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }))
  for (const name of ['screens', 'screens-old']) {
    mkdirSync(path.join(parent, name))
    writeFileSync(path.join(parent, name, 'a.txt'), name)
  }
  const answer = answerPage(path.join(parent, 'screens'))
  expect(await (await answer({ method: 'GET', url: 'app://night-porter/a.txt' })).text()).toBe('screens')
  expect((await answer({ method: 'GET', url: 'app://night-porter/..%2fscreens-old%2fa.txt' })).status).toBe(404)
})
