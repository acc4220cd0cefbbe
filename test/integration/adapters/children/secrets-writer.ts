import { writeSync } from 'node:fs'
import { createFileSecrets } from '../../../../main/adapters/secrets-file.ts'

/** A process of its own that says when it begins, then writes secrets: FOLDER PREFIX COUNT. */
const [folder = '', prefix = '', count = '0'] = process.argv.slice(2)
const secrets = createFileSecrets({ folder })
writeSync(1, 'begins\n')
for (let n = 0; n < Number(count); n++) secrets.set(`${prefix}${n}`, `value of ${prefix}${n}`)
