/** Percentages as they are typed, and fractions as they are kept; digit by digit, never a float. */

/** '12,5' as '0.125'; null for what is no percentage above zero. */
export function fractionOf(typed: string): string | null {
  const text = typed.trim().replace(',', '.')
  if (!/^\d{1,3}(\.\d{1,8})?$/.test(text) || Number(text) === 0) return null
  const [whole = '0', places = ''] = text.split('.')
  const digits = `00${whole}`
  return `${digits.slice(0, -2)}.${digits.slice(-2)}${places}`.replace(/^0+(?=\d)/, '')
}

/** '0.125' as '12.5'. */
export function percentOf(fraction: string): string {
  const [whole = '0', places = ''] = fraction.split('.')
  const padded = places.padEnd(2, '0')
  const rest = padded.slice(2).replace(/0+$/, '')
  const head = `${whole}${padded.slice(0, 2)}`.replace(/^0+(?=\d)/, '')
  return rest ? `${head}.${rest}` : head
}
