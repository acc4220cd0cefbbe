import { createDOMRenderer } from '@fluentui/react-components'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { pickWire } from './client/pick-wire.ts'
import { createQueryClient } from './client/use-night-porter.tsx'
import { createTexts } from './i18n/setup.ts'
import './theme/tokens.css'
import './theme/base.css'
import './theme/window.css'
import './theme/parts.css'
import './theme/lists.css'
import './theme/ladder.css'
import './theme/home.css'
import './theme/find.css'
import './theme/message.css'
import './theme/settings.css'

// The host writes a new nonce into every answer; style sheets that Fluent adds carry it, and the content
// policy lets only those in.
const nonce = document.querySelector('meta[name=csp-nonce]')?.getAttribute('content') ?? ''
const styles = createDOMRenderer(document, { styleElementAttributes: { nonce } })

// Until the hotel's own language is known, the browser's decides.
const texts = createTexts(navigator.language.startsWith('de') ? 'de' : 'en')

const place = document.getElementById('screens')
if (place) {
  createRoot(place).render(
    <StrictMode>
      <App wire={pickWire()} queries={createQueryClient()} texts={texts} styles={styles} />
    </StrictMode>,
  )
}
