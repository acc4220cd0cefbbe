// The first step of every npm script: ends with a sentence where Node is too old for Night Porter. It must itself run under any
// Node, so it is JavaScript without imports of ours. Loaded with `node -r` before a script's own file, or run by itself.

const NEEDED_MAJOR = 24
const lockedFor = Object.keys(require('./package.json').optionalDependencies).map((name) => name.replace(/^node-/, ''))
// The packages say `win` where Node says `win32`.
const machine = `${process.platform.replace('win32', 'win')}-${process.arch}`

if (Number.parseInt(process.versions.node, 10) < NEEDED_MAJOR) {
  const whatToDo = lockedFor.includes(machine)
    ? 'npm ci installs it here: run that first, and start Night Porter by its npm scripts.'
    : `npm ci installs it on ${lockedFor.join(', ')} only: install it from https://nodejs.org, then run the same command again.`
  process.stderr.write(
    `Night Porter needs Node ${NEEDED_MAJOR} or later, and this is Node ${process.versions.node} on ${machine}. ${whatToDo}\n`,
  )
  process.exit(1)
}
