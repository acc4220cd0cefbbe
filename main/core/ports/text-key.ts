import type desktop from '../../../assets/locales/en/desktop.json'
import type engine from '../../../assets/locales/en/engine.json'

/**
 * The keys of the texts that engine and desktop say, from the English files; a test compares the other
 * languages with them.
 */

/** Paths to the texts of a tree, as `folder.ok`. */
type PathsOf<Tree> = {
  [Name in keyof Tree & string]: Tree[Name] extends string ? Name : `${Name}.${PathsOf<Tree[Name]>}`
}[keyof Tree & string]

/** `count` chooses between the plural forms, so that a key names all of them. */
type WithoutPlural<Path> = Path extends `${infer Key}_${'one' | 'other'}` ? Key : Path

type EngineTextKey = WithoutPlural<PathsOf<typeof engine>>

type DesktopTextKey = WithoutPlural<PathsOf<typeof desktop>>

/** The playbook puts its keys together from the names in its entries; a test looks each of them up. */
export type PlaybookTextKey = `${'causes' | 'steps' | 'will' | 'playbook'}.${string}`

export type TextKey = EngineTextKey | DesktopTextKey | PlaybookTextKey
