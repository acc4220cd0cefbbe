import { defineConfig, type EnvironmentOptions } from 'vite'

/**
 * The bundles that plain Node runs, in out/np: the command line and `serve`, the thread of the engine (the
 * desktop program starts it too), the thread that reads large exports and replies, and the one that looks a
 * database through. Each is one file with its libraries and texts in it. Beside it must be better-sqlite3,
 * whose native part cannot be bundled, and for `serve` the screens in out/renderer.
 */
const inputs: Record<string, Record<string, string>> = {
  np: { np: 'main/headless/index.ts' },
  engine: { 'engine-thread': 'main/host/engine-thread.ts' },
  parser: { 'parse-worker': 'main/adapters/parse-worker.ts' },
  checker: { 'check-worker': 'main/store/lifecycle/check-worker.ts' },
}

const bundle = (input: Record<string, string>): EnvironmentOptions => ({
  consumer: 'server',
  resolve: { noExternal: true, external: ['better-sqlite3'] },
  build: {
    copyPublicDir: false,
    target: 'node24',
    // Not minified: a place in the log must be a place somebody can find.
    minify: false,
    rolldownOptions: {
      input,
      platform: 'node',
      output: { format: 'es', entryFileNames: '[name].mjs', codeSplitting: false },
    },
  },
})

export default defineConfig({
  logLevel: 'warn',
  build: { outDir: 'out/np', emptyOutDir: false },
  environments: Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, bundle(input)])),
  builder: {
    buildApp: async ({ build, environments }) => {
      for (const name of Object.keys(inputs)) if (environments[name]) await build(environments[name])
    },
  },
})
