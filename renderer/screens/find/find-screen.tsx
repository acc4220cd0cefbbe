import { Info20Regular } from '@fluentui/react-icons'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MessageItem } from '../../../main/contract/message.ts'
import { findHref, go, type Show, shows } from '../../client/router.ts'
import { useHotel } from '../../client/use-hotel.tsx'
import { useCall } from '../../client/use-night-porter.tsx'
import { matchesFilter } from '../../parts/looks.ts'
import { ErrorBar, Pending } from '../../parts/pending.tsx'
import { AnswerRow } from './answer-row.tsx'

type Props = { q: string; show: Show; cause: string | null }

/** The newest value that was there: earlier answers stay on screen until the new ones come. */
const useEarlier = <T,>(value: T | undefined): T | undefined => {
  const [earlier, setEarlier] = useState(value)
  if (value !== undefined && value !== earlier) setEarlier(value)
  return value ?? earlier
}

const steps: Record<string, (from: number, count: number) => number> = {
  ArrowDown: (from, count) => Math.min(from + 1, count - 1),
  ArrowUp: (from) => Math.max(from - 1, 0),
  Home: () => 0,
  End: (_from, count) => count - 1,
}

/** Up, Down, Home and End move among the answers. */
const onListKey = (event: KeyboardEvent<HTMLUListElement>): void => {
  const step = steps[event.key]
  if (!step) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a')]
  const from = links.findIndex((link) => link.matches(':focus'))
  event.preventDefault()
  links[step(from, links.length)]?.focus()
}

const Pills = ({ q, show, cause, items, isWhole }: Props & { items: readonly MessageItem[]; isWhole: boolean }) => {
  const { t } = useTranslation()
  return (
    <fieldset className="pills">
      <legend className="only-heard">{t('find.filter')}</legend>
      {shows.map((one) => {
        const count = items.filter((item) => matchesFilter(item, one)).length
        return (
          <button
            key={one}
            type="button"
            className="pill"
            aria-pressed={one === show}
            onClick={() => go(findHref({ q, cause, show: one }), 'instead')}
          >
            {t(`find.show.${one}`)} <span className="num">{isWhole ? count : `${count}+`}</span>
          </button>
        )
      })}
    </fieldset>
  )
}

/**
 * "Where is booking X?": one search, one answer for each booking. Without a search, what the PMS sent out
 * last.
 */
export const FindScreen = ({ q, show, cause }: Props) => {
  const { t } = useTranslation()
  const { lost } = useHotel()
  const search = q.trim()
  const asked = useCall('messages.list', { limit: 200, ...(search ? { search } : {}), ...(cause ? { cause } : {}) })
  const answer = useEarlier(asked.data)
  const items = answer?.items ?? []
  const shown = items.filter((item) => matchesFilter(item, show))
  const isWhole = !answer?.nextCursor
  const title = (): string => {
    if (!answer) return t('find.title')
    if (search) return t('find.matches', { count: items.length, q: search })
    return cause ? t('find.ofCause') : t('find.newest')
  }
  return (
    <>
      <header className="find-head" data-region tabIndex={-1}>
        <h1 className="page-title">{title()}</h1>
        {answer && items.length > 0 && <Pills {...{ q, show, cause, items, isWhole }} />}
      </header>
      {asked.isError && lost === null && <ErrorBar text={t('find.trouble')} />}
      {!answer && !asked.isError && <Pending />}
      {answer && (
        <section className="card card-flush" aria-label={t('find.answers')} data-region>
          {shown.length > 0 && (
            <ul className="answers" data-answers onKeyDown={onListKey}>
              {shown.map((item) => (
                <AnswerRow key={item.id} item={item} search={search} />
              ))}
            </ul>
          )}
          {items.length === 0 && search && (
            <div className="empty">
              <p>
                <strong>{t('find.none')}</strong>
              </p>
              <p className="quiet">{t('find.noneTry')}</p>
            </div>
          )}
          {items.length === 0 && !search && <p className="empty quiet">{t('find.nothingYet')}</p>}
          {items.length > 0 && shown.length === 0 && <p className="empty quiet">{t('find.noneShown')}</p>}
          {items.length > 0 && (
            <p className="hint quiet">
              <Info20Regular aria-hidden="true" />
              {isWhole ? t('find.hint') : t('find.many', { count: items.length })}
            </p>
          )}
        </section>
      )}
    </>
  )
}
