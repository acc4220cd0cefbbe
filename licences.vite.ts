import type { Plugin } from 'vite'
import { licencesOf } from './test/support/supply-chain/licences.ts'

const FILE = 'licences.json'

/**
 * Puts the licences of all that is shipped beside the screens, made anew from the lock file at each build.
 */
export const shippedLicences = (): Plugin => ({
  name: 'shipped-licences',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: FILE, source: JSON.stringify(licencesOf(import.meta.dirname)) })
  },
  configureServer({ middlewares }) {
    middlewares.use(`/${FILE}`, (_request, response) => {
      response.setHeader('content-type', 'application/json; charset=utf-8')
      response.end(JSON.stringify(licencesOf(import.meta.dirname)))
    })
  },
})
