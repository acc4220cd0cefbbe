import { expect, test } from 'vitest'
import { maskCards } from '../../../../main/core/redact/cards.ts'
import { maskAnswer } from '../../../../main/core/redact/mask-answer.ts'
import { replyWithoutCodes } from '../../../../main/core/redact/reply-without-codes.ts'
import { withoutSecret } from '../../../../main/core/redact/without-secret.ts'

const CARD = '4111111111111111'

test('an answer shows no card number, wherever in it one stands, and is otherwise as it was', () => {
  const answer = {
    items: [{ fileName: `card-${CARD}.xml`, reservationId: CARD, wish: 'room 4111, late' }],
    sha256: 'a'.repeat(64),
    at: 1_795_000_000_000,
    day: '2026-12-01T10:00:00.000Z',
    id: '5f0c1f6e-0d5e-4f39-9a55-0f1b6a3c9e11',
    none: null,
  }
  expect(maskAnswer(answer)).toEqual({
    ...answer,
    items: [{ fileName: 'card-************1111.xml', reservationId: '************1111', wish: 'room 4111, late' }],
  })
  expect(JSON.stringify(maskAnswer({ text: '４１１１１１１１１１１１１１１１' }))).not.toContain('４１１１１１１１')
})

test('a reply is kept without security codes, and byte for byte where it holds none', () => {
  const plain = Buffer.from('<Error Type="3" Code="402">Room type DLX is not known</Error>')
  expect(replyWithoutCodes(plain)).toBe(plain)
  const kept = Buffer.from(
    replyWithoutCodes(Buffer.from('<Error>PaymentCard SeriesCode="737" and cvv 737</Error>')),
  ).toString()
  expect(kept).not.toContain('737')
  expect(kept).toContain('PaymentCard')
})

test('what the channel repeats of a password is taken out of what staff see', () => {
  const verdict = { vendorText: 'user abc password s3cret-x is wrong', facts: { room: 's3cret-x', n: '7' }, cause: 'x' }
  expect(withoutSecret(verdict, 's3cret-x')).toEqual({
    vendorText: 'user abc password […] is wrong',
    facts: { room: '[…]', n: '7' },
    cause: 'x',
  })
  expect(withoutSecret(verdict, 'abc')).toBe(verdict)
})

test.each([
  ['blanks in a tag', `<a ${' '.repeat(300_000)}b="1"/>`],
  ['signs that nobody sees', `<a x="${'\uFEFF'.repeat(300_000)}"/>${'\uFEFF'.repeat(300_000)}b = "1"`],
  ['references', `${'&#0;'.repeat(100_000)}b = "1"`],
])('a long run of %s takes no longer than its length asks for', { timeout: 20_000 }, (_what, text) => {
  expect(maskCards(text)).toBe(text)
})
