/** Amounts as they are typed, in minor units as the API takes them. Digits only: never a float. */

const MAX_DIGITS = 15

export function decimalsOf(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}

/** '12.5' or '12,50' as 1250; null for what is no amount, or finer than the currency. */
export function toMinor(typed: string, currency: string): number | null {
  const found = /^(\d{1,15})(?:[.,](\d*))?$/.exec(typed.replace(/[\s'’]/g, ''))
  if (!found) return null
  const decimals = decimalsOf(currency)
  const fraction = (found[2] ?? '').replace(/0+$/, '')
  if (fraction.length > decimals) return null
  const digits = `${found[1] ?? ''}${fraction.padEnd(decimals, '0')}`.replace(/^0+(?=\d)/, '')
  return digits.length > MAX_DIGITS ? null : Number(digits)
}

/** 1250 as '12.50'; below nothing it keeps its sign. */
export function fromMinor(minor: number, currency: string): string {
  const decimals = decimalsOf(currency)
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  return `${minor < 0 ? '-' : ''}${whole}${decimals ? `.${digits.slice(-decimals)}` : ''}`
}
