import { readGroupPolicy } from '../adapters/group-policy.ts'
import { createSettingsFile } from '../adapters/settings-file.ts'
import { channels } from '../core/channels/registry.ts'
import type { SettingsSource } from '../core/ports/settings.ts'

/** The settings of a data folder on this PC, with the group policy that was in force when this was made. */
export const createSettingsSource = (folder: string): SettingsSource =>
  createSettingsFile({ folder, parseSettings: channels.parseSettings, groupPolicy: readGroupPolicy() })
