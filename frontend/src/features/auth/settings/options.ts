/** What a profile can be set to, in words, the own setting among it whatever it is. */

type Option = readonly [value: string, words: string]
const LOCALES = ['en-GB', 'en-US', 'de-DE', 'es-ES', 'fr-FR', 'it-IT', 'nl-NL', 'pl-PL', 'pt-PT', 'ro-RO']

/** 'Romanian (Romania)', by their names. */
export function languages(own: string): Option[] {
  const names = new Intl.DisplayNames(['en'], { type: 'language', languageDisplay: 'standard' })
  return all(own, LOCALES)
    .map((code): Option => [code, names.of(code) ?? code])
    .sort(([, one], [, other]) => one.localeCompare(other))
}

/** 'Europe/Bucharest', by their names. */
export const timeZones = (own: string): Option[] =>
  all(own, Intl.supportedValuesOf('timeZone')).map((zone) => [zone, zone.replaceAll('_', ' ')])

const all = (own: string, values: readonly string[]) => [...new Set([own, ...values])].sort()
