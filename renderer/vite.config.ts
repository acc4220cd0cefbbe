import react from '@vitejs/plugin-react'
import { defineConfig, type UserConfig } from 'vite'
import { shippedLicences } from '../licences.vite.ts'

/**
 * How the screens are built, for every host: relative addresses, nothing inline, so that both hosts' content
 * policy holds.
 */
export const rendererConfig = {
  root: import.meta.dirname,
  base: './',
  plugins: [react(), shippedLicences()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'chrome140',
    chunkSizeWarningLimit: 1500,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
} satisfies UserConfig

// biome-ignore lint/style/noDefaultExport: Vite reads the default export
export default defineConfig(rendererConfig)
