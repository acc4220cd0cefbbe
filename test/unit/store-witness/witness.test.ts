import { describe, expect, it } from 'vitest'
import { differenceOf } from '../../../main/store/witness/difference.ts'
import { begunLine, countLine, exportLine, folderLine, readWitness } from '../../../main/store/witness/lines.ts'

const one = (first: number, last = first) => ({ first, last, at: first * 1000, captureId: `m${first}` })
const text = [folderLine('f'), begunLine(), exportLine(one(1)), exportLine(one(2, 4)), countLine(3, 99, 4)].join('')

describe('the lines of the witness', () => {
  it('are read as they were written', () => {
    expect(readWitness(text)).toEqual({
      folderId: 'f',
      isBegun: true,
      lastSeq: 4,
      undelivered: { count: 3, at: 99 },
      exports: [one(1), one(2, 4)],
    })
  })

  it('count without one that is torn or changed', () => {
    expect(readWitness(text.slice(0, -20))?.undelivered).toBeNull()
    expect(readWitness(text.replace('"m1"', '"m7"'))?.exports).toEqual([one(2, 4)])
    expect(readWitness(folderLine('f'))).toMatchObject({ isBegun: false, lastSeq: 0 })
    for (const nothing of ['', 'garbage', '\0\0\n[] 00000000\n']) expect(readWitness(nothing)).toBeNull()
  })
})

describe('the difference', () => {
  const witness = {
    folderId: 'f',
    isBegun: true,
    lastSeq: 12,
    undelivered: null,
    exports: [one(8, 10), one(11), one(12)],
  }
  const held = (lastSeq: number, present: readonly number[], forgottenSeq = 0) => ({
    lastSeq,
    forgottenSeq,
    present: ({ first, last }: { first: number; last: number }, from: number) =>
      present.filter((seq) => seq >= Math.max(first, from) && seq <= last).length,
  })

  it('is none where all is there', () => {
    expect(differenceOf(witness, held(12, [8, 9, 10, 11, 12]))).toMatchObject({ missing: 0, isAll: false })
  })

  it('counts messages, with the times of their capture', () => {
    expect(differenceOf(witness, held(12, [8, 10, 12]))).toMatchObject({ missing: 2, firstAt: 8_000, lastAt: 11_000 })
  })

  it('counts by their numbers those before the exports it names', () => {
    expect(differenceOf(witness, held(5, []))).toMatchObject({ missing: 7 })
  })

  it('leaves out what retention has deleted, and then knows of all there can be', () => {
    expect(differenceOf(witness, held(12, [11], 10))).toMatchObject({ missing: 1, firstAt: 12_000, isAll: true })
  })
})
