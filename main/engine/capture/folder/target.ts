import type { ConnectionSettings, FolderSettings } from '../../../contract/settings.ts'

/** The settings by which a folder is captured now, and the connection its messages go to. */
export type Target = { folder: FolderSettings; connection: ConnectionSettings }

/** Which folder it is: what no change of its settings changes. */
export type FolderIdentity = { id: string; path: string }
