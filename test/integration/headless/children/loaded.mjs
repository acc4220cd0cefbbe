import { registerHooks } from 'node:module'

// Writes the address of every module on standard error.
registerHooks({
  resolve(name, context, next) {
    const found = next(name, context)
    process.stderr.write(`${found.url}\n`)
    return found
  },
})
