import { defineConfig } from 'electron-vite'
import { rendererConfig } from './renderer/vite.config.ts'

/** The program, and beside it the thread that reads large exports and replies (main/adapters/worker-parse.ts starts it by this name). */
const mainEntries = { index: 'main/desktop/index.ts', 'parse-worker': 'main/adapters/parse-worker.ts' }

/** Builds the desktop program into out/: main and preload for Electron, the screens as for every host. Needs no Electron binary. */
export default defineConfig({
  // Not minified: a place in the log must be a place somebody can find.
  main: { build: { outDir: 'out/main', rolldownOptions: { input: mainEntries } } },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: { input: 'preload/index.ts', output: { format: 'cjs', entryFileNames: 'index.cjs' } },
    },
  },
  // The root is named again: electron-vite bundles this file, which moves what rendererConfig takes for its own folder.
  renderer: {
    ...rendererConfig,
    root: 'renderer',
    build: {
      ...rendererConfig.build,
      outDir: 'out/renderer',
      minify: true,
      rolldownOptions: { input: 'renderer/index.html' },
    },
  },
})
