import { sign, signingOf } from './sign.ts'

/** makensis calls this with the finished uninstaller, before it is packed into the setup program. */
const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('sign-uninstaller.ts takes the file to sign.')
const signing = signingOf(process.env)
if (signing !== null) sign(file, signing)
