import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Textarea,
} from '@fluentui/react-components'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorBar } from './pending.tsx'

type Reason = { label: string; hint: string; initial?: string; missing: string }

type Props = {
  title: string
  children: ReactNode
  /** Asks for a reason that must not be empty. */
  reason?: Reason
  /** The button that changes nothing. */
  safe: string
  /** One button for each way to do it; the chosen text goes to `onGo`. */
  choices: readonly string[]
  /** Which one is drawn as the main button: what helps now. */
  main: 'safe' | 'go' | 'none'
  /** Does it; rejects with the sentence to show. */
  onGo: (choice: string, reason: string) => Promise<unknown>
  onClose: () => void
}

/**
 * A question that says the target and the number. The focus is on the button that changes nothing, or on the
 * reason asked for.
 */
export const AskDialog = ({ title, children, reason, safe, choices, main, onGo, onClose }: Props) => {
  const { t } = useTranslation()
  const [text, setText] = useState(reason?.initial ?? '')
  const [isAsked, setAsked] = useState(false)
  const [trouble, setTrouble] = useState('')
  const [busyWith, setBusyWith] = useState<string | null>(null)
  const isMissing = Boolean(reason) && text.trim() === ''
  const start = async (choice: string) => {
    setAsked(true)
    if (isMissing || busyWith) return
    setBusyWith(choice)
    setTrouble('')
    try {
      await onGo(choice, text.trim())
      onClose()
    } catch (error) {
      // the sentence is Night Porter's own; the question stays open so that nothing typed is lost
      setTrouble(error instanceof Error ? error.message : t('common.didNotWork'))
      setBusyWith(null)
    }
  }
  return (
    <Dialog open modalType="modal" onOpenChange={(_event, { open }) => open || onClose()}>
      <DialogSurface className="ask">
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className="ask-content">
            {children}
            {reason && (
              <Field
                label={reason.label}
                hint={reason.hint}
                required
                validationMessage={isAsked && isMissing ? reason.missing : null}
              >
                <Textarea value={text} onChange={(_event, { value }) => setText(value)} maxLength={500} rows={2} />
              </Field>
            )}
            {trouble && <ErrorBar text={trouble} />}
          </DialogContent>
          <DialogActions className="ask-actions" position="start" fluid>
            <Button appearance={main === 'safe' ? 'primary' : 'secondary'} onClick={onClose}>
              {safe}
            </Button>
            {choices.map((choice) => (
              <Button
                key={choice}
                appearance={main === 'go' ? 'primary' : 'secondary'}
                onClick={() => void start(choice)}
              >
                {busyWith === choice ? t('common.working') : choice}
              </Button>
            ))}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
