import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import de from '../../assets/locales/de/screens.json'
import en from '../../assets/locales/en/screens.json'
import type { Locale } from '../../main/contract/words.ts'

declare module 'i18next' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface is merged with the library's own
  interface CustomTypeOptions {
    defaultNS: 'screens'
    resources: { screens: typeof en }
  }
}

/** The texts of the screens in every language, ready at once: they are part of the bundle. */
export const createTexts = (locale: Locale): i18n => {
  const texts = createInstance()
  void texts.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    ns: ['screens'],
    defaultNS: 'screens',
    resources: { en: { screens: en }, de: { screens: de } },
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  return texts
}
