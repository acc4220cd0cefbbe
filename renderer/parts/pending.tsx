import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

/** Says that an answer is on its way, once that has taken a second; before, nothing flickers. */
export const Pending = () => {
  const { t } = useTranslation()
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), 1000)
    return () => clearTimeout(timer)
  }, [])
  return <p className="looking quiet">{isLong ? t('common.looking') : ''}</p>
}

/** Something did not work; what to do about it stands in the sentence. */
export const ErrorBar = ({ text }: { text: string }) => (
  <MessageBar intent="error" layout="multiline">
    <MessageBarBody>{text}</MessageBarBody>
  </MessageBar>
)
