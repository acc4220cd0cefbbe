import { FluentProvider, type GriffelRenderer, RendererProvider, Toaster } from '@fluentui/react-components'
import type { QueryClient } from '@tanstack/react-query'
import type { i18n } from 'i18next'
import { I18nextProvider } from 'react-i18next'
import { NightPorterProvider } from './client/use-night-porter.tsx'
import type { Wire } from './client/wire.ts'
import { TOASTER_ID } from './parts/use-toast.tsx'
import { Frame } from './shell/frame.tsx'
import { fluentTheme } from './theme/fluent-theme.ts'
import { useLook } from './theme/use-look.ts'

type Props = { wire: Wire; queries: QueryClient; texts: i18n; styles: GriffelRenderer }

/** The screens of Night Porter over whichever wire they were given. */
export const App = ({ wire, queries, texts, styles }: Props) => (
  <RendererProvider renderer={styles} targetDocument={document}>
    <FluentProvider theme={fluentTheme(useLook())} className="fluent">
      <I18nextProvider i18n={texts}>
        <NightPorterProvider wire={wire} queries={queries}>
          <Frame />
          <Toaster toasterId={TOASTER_ID} position="bottom-end" />
        </NightPorterProvider>
      </I18nextProvider>
    </FluentProvider>
  </RendererProvider>
)
