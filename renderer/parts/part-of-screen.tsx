import type { ReactNode } from 'react'

type Props = {
  id: string
  title: ReactNode
  /** Beside the title, at the end of the line. */
  beside?: ReactNode
  /** Without padding, for tables and lists that reach the edges. */
  isFlush?: boolean
  children: ReactNode
}

/** A card with a title, as a landmark of its own. */
export const PartOfScreen = ({ id, title, beside, isFlush = false, children }: Props) => (
  <section className={`card${isFlush ? ' card-flush' : ''}`} aria-labelledby={id}>
    <div className="card-head">
      <h2 id={id}>{title}</h2>
      {beside}
    </div>
    {children}
  </section>
)
