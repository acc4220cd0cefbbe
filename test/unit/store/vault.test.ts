import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { newKeyRing } from '../../../main/store/key-ring.ts'
import { createVault, keyIdOf } from '../../../main/store/vault.ts'

const key = randomBytes(32)
const vault = createVault(key)
const PLACE = 'message.details:17'
const SEALED_BY_0_1_0 = 'AVAivGnd9upGwiiFSdzLtZ9rPRhxZkWzGoRjpo2aLtvt/JEzr1/s'
const MARKED_BY_0_1_0 = '2319ca41ec3b207d33c606daaa111236'

describe('sealing', () => {
  it.each(['', 'a', 'Zoë Ğül, 4111 1111 1111 1111', 'ß'.repeat(100_000)])('gives back what it took (%#)', (text) => {
    expect(vault.openText(vault.seal(text, PLACE), PLACE)).toEqual({ ok: true, text })
  })

  it('gives back bytes that are no text, and opens what a view of a larger buffer holds', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
    const sealed = vault.seal(bytes, PLACE)
    const larger = Buffer.concat([Buffer.from('before'), sealed, Buffer.from('after')])
    const opened = vault.open(new Uint8Array(larger).subarray(6, 6 + sealed.length), PLACE)
    expect(opened).toEqual({ ok: true, bytes: Buffer.from(bytes) })
  })

  it('has the form: version byte, id of the key, nonce of 12, ciphertext, tag of 16', () => {
    const sealed = vault.seal('12345', PLACE)
    expect(sealed[0]).toBe(2)
    expect(sealed.subarray(1, 5).toString('hex')).toBe('00000001')
    expect(sealed.length).toBe(1 + 4 + 12 + 5 + 16)
  })

  it('never seals the same value the same way', () => {
    const seen = new Set(Array.from({ length: 200 }, () => vault.seal('same', PLACE).toString('hex')))
    expect(seen.size).toBe(200)
  })

  it('opens with a second vault of the same key, and not with another key', () => {
    const sealed = vault.seal('same', PLACE)
    expect(createVault(Uint8Array.from(key)).openText(sealed, PLACE)).toEqual({ ok: true, text: 'same' })
    expect(createVault(randomBytes(32)).open(sealed, PLACE)).toEqual({ ok: false })
  })

  it('does not open in another place', () => {
    const sealed = vault.seal('same', PLACE)
    expect(vault.open(sealed, 'message.details:18')).toEqual({ ok: false })
    expect(vault.open(sealed, 'message.body:17')).toEqual({ ok: false })
    expect(vault.open(sealed, '')).toEqual({ ok: false })
  })

  it('does not open when any one byte was changed', () => {
    const sealed = vault.seal('room 0101', PLACE)
    for (const index of sealed.keys()) {
      const changed = Buffer.from(sealed)
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index)
      expect(vault.open(changed, PLACE), `byte ${index}`).toEqual({ ok: false })
    }
  })

  it('does not open when cut at any length, or longer than it was', () => {
    const sealed = vault.seal('room 0101', PLACE)
    for (const length of sealed.keys())
      expect(vault.openText(sealed.subarray(0, length), PLACE), `length ${length}`).toEqual({ ok: false })
    expect(vault.open(Buffer.concat([sealed, Buffer.of(0)]), PLACE)).toEqual({ ok: false })
  })

  it('does not depend on the caller keeping its key', () => {
    const own = randomBytes(32)
    const own2 = createVault(own)
    const sealed = own2.seal('same', PLACE)
    own.fill(0)
    expect(own2.openText(sealed, PLACE)).toEqual({ ok: true, text: 'same' })
  })
})

describe('marks', () => {
  it('are 16 bytes, the same for the same value and key', () => {
    expect(vault.mark('muller', 'guest')).toHaveLength(16)
    expect(vault.mark('muller', 'guest')).toEqual(createVault(key).mark('muller', 'guest'))
  })

  it('differ by value, purpose and key, and where only the seam between purpose and value moves', () => {
    const mark = vault.mark('muller', 'guest')
    expect(vault.mark('mullar', 'guest')).not.toEqual(mark)
    expect(vault.mark('muller', 'hash')).not.toEqual(mark)
    expect(createVault(randomBytes(32)).mark('muller', 'guest')).not.toEqual(mark)
    expect(vault.mark('b', 'a","')).not.toEqual(vault.mark('","b', 'a'))
    expect(vault.mark('bc', 'a')).not.toEqual(vault.mark('c', 'ab'))
  })
})

describe('keys', () => {
  it('of another length are a bug, and their content is not in the error', () => {
    expect(() => createVault(Buffer.from('secret'))).toThrow('32 bytes')
  })

  it('are named by what they sealed, which the others of the ring do not open', () => {
    const old = newKeyRing()
    const next = newKeyRing()
    const both = { ...next, keys: new Map([...old.keys, ...next.keys]), marks: old.marks }
    const before = createVault(old).seal('before', PLACE)
    const after = createVault(both).seal('after', PLACE)
    expect([keyIdOf(before), keyIdOf(after)]).toEqual([old.currentId, next.currentId])
    expect(createVault(both).openText(before, PLACE)).toEqual({ ok: true, text: 'before' })
    expect(createVault(both).openText(after, PLACE)).toEqual({ ok: true, text: 'after' })
    expect(createVault(old).openText(after, PLACE)).toEqual({ ok: false })
    expect(createVault(both).mark('muller', 'guest')).toEqual(createVault(old).mark('muller', 'guest'))
  })

  it('open what version 0.1.0 sealed and hashed, which names no key', () => {
    // Written by 0.1.0 with a key of 32 bytes of 7.
    const sealed = Buffer.from(SEALED_BY_0_1_0, 'base64')
    const opened = createVault(Buffer.alloc(32, 7))
    expect(sealed[0]).toBe(1)
    expect(opened.openText(sealed, PLACE)).toEqual({ ok: true, text: 'Zoë Ğül' })
    expect(opened.mark('muller', 'guest').toString('hex')).toBe(MARKED_BY_0_1_0)
  })

  it('that a value names and nobody has open nothing', () => {
    expect(keyIdOf(Buffer.from([3, 1, 2, 3, 4]))).toBeNull()
    expect(vault.open(createVault(newKeyRing()).seal('x', PLACE), PLACE)).toEqual({ ok: false })
  })
})
