/** Money, moments and counts as the user reads them. Amounts stay decimal strings: never a float. */

export interface UserLocale {
  locale: string
  timeZone: string
}

/** Format a decimal string exactly; Intl takes strings digit by digit. */
export function money(decimal: string, currency: string, locale: string): string {
  return format(locale, currency).format(decimal as unknown as number)
}

/** An amount with its direction's sign: '+€10.50', '−€10.50'. */
export const signedMoney = (
  { decimal, currency, direction }: { decimal: string; currency: string; direction: 'in' | 'out' },
  locale: string,
) => `${direction === 'in' ? '+' : '−'}${money(decimal, currency, locale)}`

/** A decimal string with its own sign, a plus where it is above zero: '+€10.50', '-€10.50', '€0.00'. */
export const gainMoney = (decimal: string, currency: string, locale: string) =>
  new Intl.NumberFormat(locale, { style: 'currency', currency, signDisplay: 'exceptZero' }).format(
    decimal as unknown as number,
  )

/** A price per unit: finer than money, for a unit may cost far less than a cent. */
export const priceMoney = (decimal: string, currency: string, locale: string) =>
  new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    maximumFractionDigits: Math.abs(Number(decimal)) < 1 ? 8 : 4,
  }).format(decimal as unknown as number)

/** A decimal string as it is, such as a quantity; of a fraction at most twelve digits. */
export const decimalText = (decimal: string, locale: string) =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 12 }).format(decimal as unknown as number)

/** A fraction as a signed percentage: 0.1584 is '+15.84%'. */
export const percent = (fraction: number, locale: string) =>
  new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay: 'exceptZero',
  }).format(fraction)

const formats = new Map<string, Intl.NumberFormat>()

function format(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale}|${currency}`
  const found = formats.get(key) ?? new Intl.NumberFormat(locale, { style: 'currency', currency })
  formats.set(key, found)
  return found
}

export function moment(iso: string, userLocale: UserLocale, style: keyof typeof STYLES = 'full'): string {
  return clock(userLocale, style).format(new Date(iso))
}

const STYLES = {
  time: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  dayOfYear: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'long' },
  monthOfYear: { month: 'short', year: 'numeric' },
  clock: { hour: '2-digit', minute: '2-digit' },
  full: { dateStyle: 'medium', timeStyle: 'short' },
} satisfies Record<string, Intl.DateTimeFormatOptions>
const clocks = new Map<string, Intl.DateTimeFormat>()

function clock(userLocale: UserLocale, style: keyof typeof STYLES): Intl.DateTimeFormat {
  const key = `${userLocale.locale}|${userLocale.timeZone}|${style}`
  const found =
    clocks.get(key) ?? new Intl.DateTimeFormat(userLocale.locale, { ...STYLES[style], timeZone: userLocale.timeZone })
  clocks.set(key, found)
  return found
}

export const count = (value: number, locale: string) => new Intl.NumberFormat(locale).format(value)

export function duration(seconds: number | null): string {
  if (seconds === null) return '–'
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
  return seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}

/** Say 'Chrome on Linux' where the user agent lets one guess. */
export function device(agent: string): string {
  const browser = /Edg|OPR|Firefox|Chrome|Safari|curl|Python/.exec(agent)?.[0]
  const system = /Android|iPhone|iPad|Windows|Mac OS X|Linux/.exec(agent)?.[0]
  if (!browser) return agent || 'Unknown device'
  const name = browser === 'Edg' ? 'Edge' : browser === 'OPR' ? 'Opera' : browser
  return system ? `${name} on ${system.replace(' OS X', '')}` : name
}
