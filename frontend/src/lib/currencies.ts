/** The currencies that can be chosen, in words. */

/** 'EUR – Euro', by their codes; the own one is among them, whatever it is. */
export function currencies(own: string, locale: string): (readonly [code: string, words: string])[] {
  const names = new Intl.DisplayNames(['en', locale], { type: 'currency' })
  const codes = [...new Set([own, ...Intl.supportedValuesOf('currency')])].sort()
  return codes.map((code) => [code, `${code} – ${names.of(code) ?? code}`] as const)
}
