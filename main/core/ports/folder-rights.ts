/**
 * What others may do in the data folder after all was set that this user may set. `shared`: a large group may
 * use it because somebody named it (Windows).
 */
export type FolderRights = 'private' | 'shared' | 'readable-by-others' | 'writable-by-others' | 'not-known'

/** `who`: the users and groups beside this one, as the system names them. */
export type RightsFinding = { rights: FolderRights; who: string[] }
