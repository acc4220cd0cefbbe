import {
  ArrowRepeatAll20Regular,
  Checkmark28Regular,
  CheckmarkCircle20Regular,
  Clock20Regular,
  Clock28Regular,
  Dismiss28Regular,
  DismissCircle20Regular,
  Document20Regular,
  DocumentCopy20Regular,
  ErrorCircle20Regular,
  type FluentIcon,
  HandRight20Regular,
  Important24Filled,
  Info20Regular,
  Link20Regular,
  Pause24Filled,
  PauseCircle20Regular,
  Question28Regular,
  QuestionCircle20Regular,
  Send20Regular,
  Warning20Regular,
} from '@fluentui/react-icons'
import type { Glyph, Tone } from './looks.ts'

const inRow: Record<Glyph, FluentIcon> = {
  tick: CheckmarkCircle20Regular,
  clock: Clock20Regular,
  bang: ErrorCircle20Regular,
  cross: DismissCircle20Regular,
  bars: PauseCircle20Regular,
  question: QuestionCircle20Regular,
  link: Link20Regular,
  send: Send20Regular,
  replaced: ArrowRepeatAll20Regular,
  hand: HandRight20Regular,
  copy: DocumentCopy20Regular,
  info: Info20Regular,
  warning: Warning20Regular,
  document: Document20Regular,
}

const inDisc: Partial<Record<Glyph, FluentIcon>> = {
  tick: Checkmark28Regular,
  clock: Clock28Regular,
  bang: Important24Filled,
  cross: Dismiss28Regular,
  bars: Pause24Filled,
  question: Question28Regular,
}

/** The mark of a state in a row. The word beside it says the same, so it is silent. */
export const Mark = ({ glyph, tone }: { glyph: Glyph; tone: Tone }) => {
  const Icon = inRow[glyph]
  return <Icon className={`mark mark-${tone}`} aria-hidden="true" />
}

/**
 * The large shape before a sentence or a title: round for what heals itself, square for what needs somebody.
 */
export const Disc = ({ glyph, tone, isSmall = false }: { glyph: Glyph; tone: Tone; isSmall?: boolean }) => {
  const Icon = isSmall ? inRow[glyph] : (inDisc[glyph] ?? inRow[glyph])
  return (
    <span className={`disc disc-${tone}${isSmall ? ' disc-small' : ''}`} aria-hidden="true">
      <Icon />
    </span>
  )
}
