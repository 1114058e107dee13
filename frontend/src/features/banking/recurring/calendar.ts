/** Recurring payments in time: what they come to in a month, and when the next ones are due. Days are '2026-01-31'. */
import type { UserLocale } from '@/lib/format'
import type { Recurring } from './api'

const A_YEAR: Record<Recurring['cadence'], bigint> = {
  weekly: 52n,
  biweekly: 26n,
  semimonthly: 24n,
  fourweekly: 13n,
  monthly: 12n,
  quarterly: 4n,
  yearly: 1n,
}
const DAYS: Partial<Record<Recurring['cadence'], number>> = { weekly: 7, biweekly: 14, fourweekly: 28 }
const MONTHS: Partial<Record<Recurring['cadence'], number>> = { monthly: 1, quarterly: 3, yearly: 12 }
const DAY_MS = 86_400_000

/** Adds up decimal texts of one currency exactly. */
export class Sum {
  private minor = 0n
  private decimals = 0

  /** Add an amount, or so many of so many parts of it, rounded half up. */
  add(decimal: string, times = 1n, over = 1n): this {
    this.decimals = Math.max(this.decimals, decimal.split('.')[1]?.length ?? 0)
    this.minor += (2n * BigInt(decimal.replace('.', '')) * times + over) / (2n * over)
    return this
  }

  minus(other: Sum): Sum {
    const left = new Sum()
    left.minor = this.minor - other.minor
    left.decimals = Math.max(this.decimals, other.decimals)
    return left
  }

  get sign(): '' | '−' | '+' {
    return this.minor === 0n ? '' : this.minor < 0n ? '−' : '+'
  }

  get isZero(): boolean {
    return this.minor === 0n
  }

  /** The amount without its sign. */
  toString(): string {
    const digits = this.minor
      .toString()
      .replace('-', '')
      .padStart(this.decimals + 1, '0')
    const whole = digits.slice(0, digits.length - this.decimals)
    return this.decimals ? `${whole}.${digits.slice(-this.decimals)}` : whole
  }
}

export interface Total {
  currency: string
  out: Sum
  in: Sum
}

type Priced = Pick<Recurring, 'currency' | 'direction' | 'amount_decimal'>

/** Payments at what they come to in the user's own currency by the rate of today; those without a rate are left out. */
export const inBase = <Each extends Pick<Recurring, 'base' | 'currency' | 'amount_decimal'>>(items: Each[]): Each[] =>
  items
    .filter(({ base }) => base.missing.length === 0)
    .map((each) => ({ ...each, currency: each.base.currency, amount_decimal: each.base.amount_decimal }))

/** What the payments' sum in the user's own currency lacks, and what is in it by an old rate. */
export const gapsOf = (items: Pick<Recurring, 'base'>[]) => ({
  missing: items.flatMap(({ base }) => base.missing),
  stale: items.flatMap(({ base }) => base.stale),
})

/** Sums by currency, the user's own first. */
function totals<Each extends Priced>(items: Each[], base: string, add: (sum: Sum, each: Each) => void): Total[] {
  const found = new Map<string, Total>()
  for (const each of items) {
    const total = found.get(each.currency) ?? { currency: each.currency, out: new Sum(), in: new Sum() }
    add(total[each.direction], each)
    found.set(each.currency, total)
  }
  const rank = ({ currency }: Total) => (currency === base ? '' : currency)
  return [...found.values()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
}

/** What an average month brings and takes: a weekly payment counts 52 times in 12 months. */
export const monthlyTotals = (items: Recurring[], base: string): Total[] =>
  totals(items, base, (sum, each) => sum.add(each.amount_decimal, A_YEAR[each.cadence], 12n))

export const totalsOf = (items: Priced[], base: string): Total[] =>
  totals(items, base, (sum, each) => sum.add(each.amount_decimal))

type Figure = [currency: string, sum: Sum]

/** One figure of some totals: in the user's own currency first, then its parts where there is another currency. */
export function figures(parts: Total[], whole: Total | undefined, pick: (total: Total) => Sum): Figure[] {
  const shown = parts.map((each): Figure => [each.currency, pick(each)]).filter(([, sum]) => !sum.isZero)
  const isMixed = shown.some(([currency]) => currency !== whole?.currency)
  return whole && isMixed ? [[whole.currency, pick(whole)], ...shown] : shown
}

export interface Due {
  on: string
  recurring: Recurring
}

/** Every payment expected until so many days on, those a little late included, in order of time. */
export function upcoming(items: Recurring[], today: string, days: number): Due[] {
  const until = plusDays(today, days)
  const found: Due[] = []
  for (const recurring of items) {
    for (let turn = 0, on = recurring.next_on; on <= until; on = nth(recurring, ++turn)) found.push({ on, recurring })
  }
  return found.sort((a, b) =>
    a.on === b.on ? a.recurring.merchant.localeCompare(b.recurring.merchant) : a.on < b.on ? -1 : 1,
  )
}

/** One item's payments from so many days ago until so many days on, in order; what is overdue is still expected. */
export function paymentsOf(item: Recurring, today: string, back: number, ahead: number) {
  const from = plusDays(today, -back)
  const paid = item.paid_on.filter((on) => on >= from && on <= today).map((on) => ({ on, isExpected: false }))
  const expected = upcoming([item], today, ahead).map(({ on }) => ({ on, isExpected: true }))
  return [...paid, ...expected.filter(({ on }) => on >= from)]
}

/** The payment that comes so many turns after the next one. */
function nth({ cadence, last_on, next_on }: Recurring, turn: number): string {
  // Twice a month on the same two days: the last one's and the next one's take turns.
  if (cadence === 'semimonthly') return turn % 2 ? plusMonths(last_on, (turn + 1) / 2) : plusMonths(next_on, turn / 2)
  const days = DAYS[cadence]
  return days ? plusDays(next_on, days * turn) : plusMonths(next_on, (MONTHS[cadence] ?? 1) * turn)
}

const utc = (day: string) => Date.parse(`${day}T00:00:00Z`)
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10)

export const plusDays = (day: string, days: number) => iso(utc(day) + days * DAY_MS)
export const daysBetween = (from: string, to: string) => Math.round((utc(to) - utc(from)) / DAY_MS)

/** So many months on; the 31st becomes a shorter month's last day. */
export function plusMonths(day: string, months: number): string {
  const [year = 0, month = 1, number = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return iso(Date.UTC(year, month - 1 + months, Math.min(number, last)))
}

/** The day that it is for the user. */
export const dayOf = (ms: number, timeZone: string) => new Intl.DateTimeFormat('sv-SE', { timeZone }).format(ms)

/** 'Tue 24 Nov', with the year where it is another one. */
export function showDay(day: string, { locale }: UserLocale, today: string): string {
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' as const }
  const parts = { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC', ...year } as const
  return new Intl.DateTimeFormat(locale, parts).format(utc(day))
}

export function howFar(day: string, today: string): string {
  const days = daysBetween(today, day)
  if (days === 0) return 'today'
  if (Math.abs(days) === 1) return days > 0 ? 'tomorrow' : 'yesterday'
  return days > 0 ? `in ${days} days` : `${-days} days ago`
}
