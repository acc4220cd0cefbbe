import { Accordion, AccordionHeader, AccordionItem, AccordionPanel } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MessageDetail } from '../../../main/contract/message.ts'
import { PartOfScreen } from '../../parts/part-of-screen.tsx'
import { ExportedFile } from './exported-file.tsx'
import { happeningsOf } from './happened-model.ts'
import { HappeningLine } from './happening-line.tsx'
import { VendorText } from './vendor-text.tsx'

/** The time line, newest first; below it, folded, what the channel wrote and what the PMS exported. */
export const HappenedCard = ({ detail, channel }: { detail: MessageDetail; channel: string }) => {
  const { t } = useTranslation()
  const [isFileOpen, setFileOpen] = useState(false)
  const hasVendorText = detail.attemptList.some(
    ({ vendorText, httpStatus }) => vendorText !== null || httpStatus !== null,
  )
  return (
    <PartOfScreen
      id="happened"
      title={t('happened.title')}
      beside={<span className="quiet">{t('happened.newestFirst')}</span>}
    >
      <ol className="line">
        {happeningsOf(detail).map((happening) => (
          <HappeningLine
            key={`${happening.kind}-${happening.at}`}
            happening={happening}
            detail={detail}
            channel={channel}
          />
        ))}
      </ol>
      <Accordion
        multiple
        collapsible
        className="folds"
        onToggle={(_event, { openItems }) => setFileOpen(openItems.includes('file'))}
      >
        {hasVendorText && (
          <AccordionItem value="vendor">
            <AccordionHeader as="h3">{t('happened.vendor', { channel })}</AccordionHeader>
            <AccordionPanel>
              <VendorText attempts={detail.attemptList} />
            </AccordionPanel>
          </AccordionItem>
        )}
        <AccordionItem value="file">
          <AccordionHeader as="h3">{t('happened.file')}</AccordionHeader>
          <AccordionPanel>{isFileOpen && <ExportedFile id={detail.id} fileName={detail.fileName} />}</AccordionPanel>
        </AccordionItem>
      </Accordion>
    </PartOfScreen>
  )
}
