import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'

/** A process of its own that writes secrets: FOLDER PREFIX COUNT. */
const [folder = '', prefix = '', count = '0'] = process.argv.slice(2)
const secrets = createFileSecrets({ folder })
for (let n = 0; n < Number(count); n++) secrets.set(`${prefix}${n}`, `value of ${prefix}${n}`)
