import { useEffect } from 'react'

/** The page speaks English, in the region's way where the profile's language is English too. */
export const languageOf = (locale: string) => (/^en\b/i.test(locale) ? locale : 'en')

/** Tell the browser and screen readers which language the page is in. */
export function useLanguage(locale: string): void {
  useEffect(() => {
    document.documentElement.lang = languageOf(locale)
  }, [locale])
}
