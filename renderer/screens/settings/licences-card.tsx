import { Button } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { PartOfScreen } from '../../parts/part-of-screen.tsx'
import { ErrorBar, Pending } from '../../parts/pending.tsx'

const Licences = z.array(z.object({ name: z.string(), version: z.string(), licence: z.string(), text: z.string() }))

/** Made at the build, beside the page itself; it never changes while the program runs. */
const loadLicences = async (): Promise<z.infer<typeof Licences>> =>
  Licences.parse(await (await fetch('licences.json')).json())

/** Whose work is passed on with Night Porter, and under which terms. */
const LicenceList = () => {
  const { t } = useTranslation()
  const answer = useQuery({
    queryKey: ['licences'],
    queryFn: loadLicences,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
  })
  if (answer.isError) return <ErrorBar text={t('licences.trouble')} />
  if (!answer.data) return <Pending />
  return (
    <ul className="licences">
      {answer.data.map(({ name, version, licence, text }) => (
        <li key={`${name} ${version}`}>
          <details>
            <summary>
              <span className="mono">{name}</span> <span className="num quiet">{version}</span>{' '}
              <span className="quiet">{licence}</span>
            </summary>
            <pre lang="en">{text || t('licences.noText', { licence })}</pre>
          </details>
        </li>
      ))}
    </ul>
  )
}

/** The licences of all that is shipped; read only when somebody wants to see them. */
export const LicencesCard = () => {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <PartOfScreen id="licences" title={t('licences.title')}>
      <p className="quiet">{t('licences.what')}</p>
      {isOpen ? (
        <LicenceList />
      ) : (
        <div className="actions">
          <Button onClick={() => setOpen(true)}>{t('licences.show')}</Button>
        </div>
      )}
    </PartOfScreen>
  )
}
