import { LockClosed16Regular } from '@fluentui/react-icons'
import { useTranslation } from 'react-i18next'
import { useHotel } from '../../client/use-hotel.tsx'
import { useCall } from '../../client/use-night-porter.tsx'
import { ErrorBar, Pending } from '../../parts/pending.tsx'
import { AccessCard } from './access-card.tsx'
import { ConnectionCard } from './connection-card.tsx'
import { DoctorCard } from './doctor-card.tsx'
import { FolderCard } from './folder-card.tsx'
import { GuestCard } from './guest-card.tsx'
import { LanguageCard } from './language-card.tsx'
import { LicencesCard } from './licences-card.tsx'
import { readSettings } from './settings-view.ts'

/** Connection, export folder, language, the doctor, the data of a guest and the licences. */
export const SettingsScreen = () => {
  const { t } = useTranslation()
  const { lost } = useHotel()
  const asked = useCall('settings.get', {})
  const folders = useCall('folders.list', {})
  const settings = asked.data ? readSettings(asked.data.settings) : null
  return (
    <>
      <header className="find-head" data-region tabIndex={-1}>
        <h1 className="page-title">{t('settings.title')}</h1>
        {(asked.data?.locked.length ?? 0) > 0 && (
          <p className="quiet lock-line">
            <LockClosed16Regular aria-hidden="true" />
            {t('settings.lockedHint')}
          </p>
        )}
      </header>
      {asked.isError && lost === null && <ErrorBar text={asked.error.message} />}
      {asked.data && !settings && <ErrorBar text={t('settings.unreadable')} />}
      <div className="cols cols-even">
        <div className="stack" data-region>
          <AccessCard />
          {!asked.data && !asked.isError && <Pending />}
          {asked.data &&
            settings?.connections.map((connection, index) => (
              <ConnectionCard
                key={connection.id}
                connection={connection}
                index={index}
                settings={settings}
                locked={asked.data.locked}
                needed={asked.data.connections.find(({ id }) => id === connection.id)}
              />
            ))}
          {folders.data?.map((folder) => (
            <FolderCard key={folder.id} folder={folder} />
          ))}
          {asked.data && settings && <LanguageCard settings={settings} locked={asked.data.locked} />}
        </div>
        <div className="stack" data-region>
          <DoctorCard />
          <GuestCard />
          <LicencesCard />
        </div>
      </div>
    </>
  )
}
