export type DesktopArguments = {
  /** Start in the tray, with no window on screen. */
  isHidden: boolean
  /** Ask the running instance to quit, then end. */
  isQuit: boolean
  /** Begin a new data folder with secrets that only this Windows user can open. */
  isUserSecrets: boolean
  /** Something else would steer or read the screens: Chromium's debugging port, Node's inspector. */
  isDebugged: boolean
  /** The data folder named by `--data`, or null. */
  dataFolder: string | null
}

const debugging =
  /^--(?:remote-debugging-(?:port|pipe|address|targets)|inspect(?:-brk|-port|-wait|-publish-uid)?|disable-web-security)(?:=|$)/i

/**
 * Reads the desktop program's own switches out of a command line; what Chromium or a launcher added is passed
 * over.
 */
export const parseArguments = (argv: readonly string[]): DesktopArguments => {
  const at = argv.indexOf('--data')
  const joined = argv.find((argument) => argument.startsWith('--data='))?.slice('--data='.length)
  const named = joined ?? (at >= 0 ? argv[at + 1] : undefined)
  return {
    isHidden: argv.includes('--hidden'),
    isQuit: argv.includes('--quit'),
    isUserSecrets: argv.includes('--user-secrets'),
    isDebugged: argv.some((argument) => debugging.test(argument)),
    dataFolder: named && !named.startsWith('--') ? named : null,
  }
}
