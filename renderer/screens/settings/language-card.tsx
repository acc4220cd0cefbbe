import { Field, Select } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { locales } from '../../../main/contract/words.ts'
import { useHotel } from '../../client/use-hotel.tsx'
import { useAct } from '../../client/use-night-porter.tsx'
import { PartOfScreen } from '../../parts/part-of-screen.tsx'
import { ErrorBar } from '../../parts/pending.tsx'
import { useToast } from '../../parts/use-toast.tsx'
import { isLocked, type SettingsView } from './settings-view.ts'

/** The hotel's language: of the screens, the notifications and every explanation. */
export const LanguageCard = ({ settings, locked }: { settings: SettingsView; locked: readonly string[] }) => {
  const { t } = useTranslation()
  const { health } = useHotel()
  const save = useAct('settings.save')
  const toast = useToast()
  const isFixed = isLocked(locked, 'locale')
  return (
    <PartOfScreen id="language" title={t('language.title')}>
      <Field label={t('language.label')} hint={isFixed ? t('settings.byPolicy') : t('language.hint')}>
        {isFixed ? (
          <p className="secret">{t(health.locale === 'de' ? 'language.de' : 'language.en')}</p>
        ) : (
          <Select
            value={health.locale}
            onChange={(_event, { value }) =>
              save.mutate(
                { settings: { ...settings, locale: value } },
                { onSuccess: () => toast(t('settings.saved', { lng: value })) },
              )
            }
          >
            {locales.map((locale) => (
              <option key={locale} value={locale} lang={locale}>
                {t(`language.${locale}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {save.isError && <ErrorBar text={save.error.message} />}
    </PartOfScreen>
  )
}
