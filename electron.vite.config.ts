import { defineConfig } from 'electron-vite'
import { rendererConfig } from './renderer/vite.config.ts'

/**
 * Builds the desktop program into out/: main and preload for Electron, the screens as for every host. Needs
 * no Electron binary. The engine's thread, which it starts, is built by np.vite.config.ts.
 */
export default defineConfig({
  // One file with its libraries. Not minified: a place in the log must be a place somebody can find.
  main: {
    build: { outDir: 'out/main', externalizeDeps: false, rolldownOptions: { input: 'main/desktop/index.ts' } },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: { input: 'preload/index.ts', output: { format: 'cjs', entryFileNames: 'index.cjs' } },
    },
  },
  // The root is named again: electron-vite bundles this file, which moves what rendererConfig takes for its
  // own folder.
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
