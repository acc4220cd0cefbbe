import { useTranslation } from 'react-i18next'
import type { FolderFile, FolderListing } from '../../../main/contract/health.ts'
import { useHotel } from '../../client/use-hotel.tsx'
import { Mark } from '../../parts/glyphs.tsx'
import { folderIndicators } from '../../parts/health-indicators.ts'
import type { Indicator } from '../../parts/looks.ts'
import { PartOfScreen } from '../../parts/part-of-screen.tsx'

const fileSights: Record<FolderFile['state'], Indicator> = {
  new: { tone: 'calm', glyph: 'document' },
  capturing: { tone: 'calm', glyph: 'document' },
  captured: { tone: 'ok', glyph: 'tick' },
  writing: { tone: 'heal', glyph: 'clock' },
  incomplete: { tone: 'heal', glyph: 'clock' },
  ignored: { tone: 'calm', glyph: 'info' },
  unreadable: { tone: 'act', glyph: 'bang' },
  unusable: { tone: 'act', glyph: 'bang' },
}

const MOST_SHOWN = 50

/** What lies in the export folder now, and what Night Porter makes of each file. */
export const FolderCard = ({ folder }: { folder: FolderListing }) => {
  const { t } = useTranslation()
  const { formats } = useHotel()
  const shown = folder.list.slice(0, MOST_SHOWN)
  return (
    <PartOfScreen
      id={`folder-${folder.id}`}
      title={t('folder.title')}
      beside={
        folder.lookedAt !== null && (
          <span className="quiet num">{t('folder.live', { at: formats.seconds(folder.lookedAt) })}</span>
        )
      }
      isFlush
    >
      <div className="folder-path">
        <p className="mono">{folder.path}</p>
        <p className="state">
          <Mark {...folderIndicators[folder.state]} />
          {folder.sentence}
        </p>
      </div>
      {shown.length === 0 ? (
        folder.state === 'ok' && <p className="empty quiet">{t('folder.empty')}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{t('folder.files')}</th>
              <th scope="col" className="end">
                {t('folder.size')}
              </th>
              <th scope="col">{t('folder.says')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((file) => (
              <tr key={file.name}>
                <th scope="row" className="mono">
                  {file.name}
                </th>
                <td className="num end nowrap">{formats.size(file.size)}</td>
                <td>
                  <span className="state">
                    <Mark {...fileSights[file.state]} />
                    <span>{file.sentence}</span>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {folder.list.length > shown.length && (
        <p className="card-foot quiet">{t('folder.more', { count: folder.list.length - shown.length })}</p>
      )}
    </PartOfScreen>
  )
}
