import { describe, expect, it } from 'vitest'
import { isLocked, readSettings, withConnection } from '../../../renderer/screens/settings/settings-view.ts'

const file = {
  version: 1,
  hotelName: 'Hotel Lindenhof',
  connections: [
    {
      id: 'a',
      kind: 'pmsxchange',
      label: 'A',
      url: 'https://a.invalid',
      username: 'u',
      passwordSecret: 'a',
      retry: { steps: [5] },
    },
    { id: 'b', kind: 'propexo', label: 'B', url: 'https://b.invalid', tokenSecret: 'b' },
  ],
  folders: [{ id: 'main', path: 'D:\\Out', connection: 'a' }],
}

describe('settings as the screens see them', () => {
  it('change one field and leave everything else as it was', () => {
    const settings = readSettings(file)
    if (!settings) throw new Error('the settings were not read')
    const changed = withConnection(settings, 'a', { username: 'new' })
    expect(changed).toEqual({
      ...file,
      connections: [{ ...file.connections[0], username: 'new' }, file.connections[1]],
    })
  })

  it('are null where they are of another shape', () => {
    expect(readSettings(null)).toBeNull()
    expect(readSettings({ connections: 'many' })).toBeNull()
  })

  it('know a lock on a field and on what is around it', () => {
    expect(isLocked(['connections[0].url'], 'connections[0].url')).toBe(true)
    expect(isLocked(['connections'], 'connections[0].url')).toBe(true)
    expect(isLocked(['connections[0]'], 'connections[0].url')).toBe(true)
    expect(isLocked(['connections[1].url', 'connections[0].urls'], 'connections[0].url')).toBe(false)
  })
})
