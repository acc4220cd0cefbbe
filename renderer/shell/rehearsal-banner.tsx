import { PlayCircle20Regular } from '@fluentui/react-icons'
import { useTranslation } from 'react-i18next'

/** Practice cannot be taken for the real thing: this banner and the frame around the window. */
export const RehearsalBanner = () => {
  const { t } = useTranslation()
  return (
    <aside className="drill" aria-label={t('drill.name')}>
      <PlayCircle20Regular aria-hidden="true" />
      <p>{t('drill.sentence')}</p>
    </aside>
  )
}
