import { Button } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { copyText } from '../../client/copy-text.ts'
import { useHotel } from '../../client/use-hotel.tsx'
import { useCall } from '../../client/use-night-porter.tsx'
import { ErrorBar, Pending } from '../../parts/pending.tsx'
import { useToast } from '../../parts/use-toast.tsx'

/**
 * The exported file as a support person may see it: card data masked. Asked for only when somebody unfolds
 * it.
 */
export const ExportedFile = ({ id, fileName }: { id: string; fileName: string }) => {
  const { t } = useTranslation()
  const { formats } = useHotel()
  const toast = useToast()
  const content = useCall('messages.content', { id }, { onlyOnce: true })
  if (content.isError) return <ErrorBar text={content.error.message} />
  if (!content.data) return <Pending />
  const { text, size } = content.data
  const head = <p className="small quiet num">{t('file.head', { fileName, size: formats.size(size) })}</p>
  if (text === null) {
    return (
      <>
        {head}
        <p>{t('file.deleted')}</p>
      </>
    )
  }
  const copy = async () => {
    await copyText(text)
    toast(t('file.copied'))
  }
  return (
    <>
      {head}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls and must be reachable by keyboard */}
      <pre className="vendor mono content" tabIndex={0}>
        {text}
      </pre>
      <Button size="small" onClick={() => void copy()}>
        {t('file.copy')}
      </Button>
    </>
  )
}
