import { createWitnessFile } from '../../../../main/store/witness/file.ts'

/** Begins the witness of the database named first with the line named second, as often as a test needs. */
const [path = '', line = ''] = process.argv.slice(2)
createWitnessFile(path).begin(`${line}\n`)
