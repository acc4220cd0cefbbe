import { Toast, ToastTitle, useToastController } from '@fluentui/react-components'

export const TOASTER_ID = 'brief'

/** Confirms briefly what a person just did. Never for failures: those stay until read. */
export const useToast = (): ((text: string) => void) => {
  const { dispatchToast } = useToastController(TOASTER_ID)
  return (text) =>
    dispatchToast(
      <Toast>
        <ToastTitle>{text}</ToastTitle>
      </Toast>,
      { intent: 'success', timeout: 5000 },
    )
}
