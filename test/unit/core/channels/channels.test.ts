import { describe, expect, it } from 'vitest'
import { type Channels, createChannels } from '../../../../main/core/channels/channels.ts'
import { channels } from '../../../../main/core/channels/registry.ts'
import { thirdChannel } from '../../../support/third-channel.ts'
import { connections } from './replies.ts'

const sending = { secret: 'practice-only', requestId: 'r-1', at: 0 }

it.each(channels.all)('$kind is found by its kind and reads its own connection only', (channel) => {
  expect(channels.of(channel.kind)).toBe(channel)
  const own = connections.find(({ kind }) => kind === channel.kind)
  const other = connections.find(({ kind }) => kind !== channel.kind)
  if (!own || !other) throw new Error('there is no connection of this kind')
  const { secret, buildTest } = channel.connect(own)
  expect(secret.name).toBe(own.id)
  const test = buildTest(sending)
  expect(test.ok && test.request.url.startsWith(own.url)).toBe(true)
  expect(() => channel.connect(other)).toThrow()
})

it('has no channel of a kind that nobody registered', () => {
  expect(() => channels.of(thirdChannel.kind)).toThrow("There is no channel of the kind 'hotelwire'")
  expect(createChannels([...channels.all, thirdChannel]).of(thirdChannel.kind)).toBe(thirdChannel)
})

describe('the label for a cause', () => {
  const labels = (of: Channels) => [of.labelOf('job-maintenance'), of.labelOf('delivered')]

  it('is that of the channel that alone gives it, else of the first', () => {
    expect(labels(channels)).toEqual(['Propexo', 'SiteMinder'])
    expect(labels(createChannels([thirdChannel, ...channels.all]))).toEqual(['Propexo', 'Hotelwire'])
  })
})

it('says in the pace for sending how much room a test call needs', () => {
  const paces = connections.map((connection) => [
    connection.pace?.perMinute,
    channels.connect(connection).pace?.perMinute,
  ])
  expect(paces).toEqual([
    [40, 40],
    [150, 148],
  ])
})
