import { decimalText } from '@/lib/format'

const DECIMALS = 6

/** A term of a formula: exact where it is money, and without the noise of a float where it is reckoned. */
export const termText = (value: string | number, locale: string): string =>
  typeof value === 'string'
    ? decimalText(value, locale)
    : new Intl.NumberFormat(locale, { maximumFractionDigits: DECIMALS, signDisplay: 'negative' }).format(value)
