/** Prices of instruments in words: coins cost from millionths to tens of thousands. */

const MAX_DIGITS = 8
/** Digits after the point that tell a price to about a ten-thousandth of itself. */
export function digitsOf(price: number): number {
  if (!Number.isFinite(price) || price <= 0) return 2
  return Math.min(MAX_DIGITS, Math.max(2, 4 - Math.floor(Math.log10(price))))
}

/** A price with as many digits as another one of its instrument asks for. */
export const priceText = (price: number, locale: string, digits = digitsOf(price)): string =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(price)

/** '1.2K', '3.4M': volumes need no more. */
export const volumeText = (volume: number, locale: string): string =>
  new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 2 }).format(volume)

/** A share as a percentage without a sign: 0.803 is '80.3%'. */
export const shareText = (share: number, locale: string, digits = 1): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(share)

/** How a change looks: gains, losses, neither. */
export const lookOf = (change: number | null | undefined): string =>
  !change ? 'text-soft' : change > 0 ? 'text-good' : 'text-bad'
