import { describe, expect, it } from 'vitest'
import { channels } from '../../../main/core/channels/registry.ts'
import { practiceSettings } from '../../../main/rehearsal/practice-hotel.ts'
import { seededRandom } from '../../../main/rehearsal/practice-pms.ts'
import { dayAfter, ordinaryFile, storyFile, storyLength } from '../../../main/rehearsal/practice-story.ts'

const context = { today: '2026-02-28', now: Date.parse('2026-02-28T12:00:00Z'), run: '00042' }

describe('the practice hotel', () => {
  it('has settings that the settings schema takes, for practice and plainly so', () => {
    const result = channels.parseSettings(practiceSettings({ port: 4711, exportFolder: '/tmp/practice' }))
    expect(result).toMatchObject({
      ok: true,
      settings: {
        rehearsal: true,
        connections: [
          { url: 'http://127.0.0.1:4711/webservices/PRACTICE', retry: { steps: [2, 4, 8, 15] }, pace: null },
        ],
        folders: [{ path: '/tmp/practice', scanSeconds: 1 }],
      },
    })
  })
})

describe('the practice story', () => {
  const files = Array.from({ length: storyLength }, (_, n) => storyFile(n, context))

  it('has every kind of message, a group, a card, a broken file and slow ones, each under its own name', () => {
    const texts = files.map((file) => file?.text ?? '')
    for (const sign of [
      'ResStatus="Commit"',
      'ResStatus="Modify"',
      'ResStatus="Cancel"',
      'OTA_HotelAvailNotifRQ',
      'OTA_HotelRateAmountNotifRQ',
      'RoomTypeCode="SUI"',
      'CardNumber',
      'Weber & Sons',
    ])
      expect(
        texts.some((text) => text.includes(sign)),
        sign,
      ).toBe(true)
    expect(texts.some((text) => text.match(/<RoomStay>/g)?.length === 3)).toBe(true)
    expect(files.some((file) => file?.isSlow)).toBe(true)
    expect(new Set(files.map((file) => file?.name)).size).toBe(storyLength)
    expect(texts.some((text) => text.includes('Start="2026-02-28"'))).toBe(true)
    expect(storyFile(storyLength, context)).toBeNull()
  })

  it('follows from clock and random alone', () => {
    const ordinary = (seed: number) => {
      const random = seededRandom(seed)
      return Array.from({ length: 200 }, (_, n) => ordinaryFile(n, context, random))
    }
    expect(ordinary(7)).toEqual(ordinary(7))
    expect(ordinary(7)).not.toEqual(ordinary(8))
    const statuses = ordinary(7).map(
      ({ text }) => /ResStatus="(\w+)"/.exec(text)?.[1] ?? /<OTA_(\w+)RQ/.exec(text)?.[1],
    )
    expect(new Set(statuses)).toEqual(
      new Set(['Commit', 'Modify', 'Cancel', 'HotelAvailNotif', 'HotelRateAmountNotif']),
    )
    expect(new Set(ordinary(7).map(({ name }) => name)).size).toBe(200)
  })

  it('counts days across months and years', () => {
    expect([dayAfter('2026-02-28', 1), dayAfter('2026-12-31', 1), dayAfter('2026-03-01', -1)]).toEqual([
      '2026-03-01',
      '2027-01-01',
      '2026-02-28',
    ])
  })
})

describe('seeded random', () => {
  it('repeats, and stays from 0 to below 1', () => {
    const [a, b] = [seededRandom(3), seededRandom(3)]
    for (let n = 0; n < 1000; n++) {
      const value = a()
      expect(value).toBe(b())
      expect(value >= 0 && value < 1).toBe(true)
    }
  })
})
