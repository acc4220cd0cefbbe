/** What others may do in the data folder after all was set that this user may set. */
export type FolderRights = 'private' | 'readable-by-others' | 'writable-by-others' | 'not-known'
