import program from '../../package.json' with { type: 'json' }

/** The program's version; a bundle carries it along. */
export const programVersion = program.version
