/** What the parts of net worth are called, what it moved by, and what it lacks. */
import type { NetWorth, Point } from './api'

const PARTS: Record<string, string> = {
  current: 'Current accounts',
  savings: 'Savings',
  card: 'Cards',
  cash: 'Cash',
  loan: 'Loans',
  brokerage: 'Brokerage',
  property: 'Property',
  other: 'Other',
  portfolios: 'Portfolios',
}

export interface Part {
  kind: string
  name: string
  decimal: string | null
  /** Of everything above zero, 0 to 1; what is owed has none. */
  share: number
}

/** The parts of a day, the largest first, what is owed last. */
export function partsOf(point: Point | undefined): Part[] {
  const parts = Object.entries(point?.parts ?? {})
  const whole = parts.reduce((sum, [, { value }]) => sum + Math.max(0, value ?? 0), 0)
  return parts
    .sort(([, one], [, other]) => (other.value ?? 0) - (one.value ?? 0))
    .map(([kind, { value, value_decimal }]) => ({
      kind,
      name: PARTS[kind] ?? kind,
      decimal: value_decimal,
      share: whole > 0 ? Math.max(0, value ?? 0) / whole : 0,
    }))
}

/** By how much it moved since the month began, in minor units; null where either day is not known. */
export function movedThisMonth(points: readonly Point[]): number | null {
  const last = points.at(-1)
  const before = points.findLast(({ on }) => on < `${last?.on.slice(0, 8) ?? ''}01`)
  return last?.value == null || before?.value == null ? null : last.value - before.value
}

/** 'Savings, USD/EUR': what is not known on the last day. */
export function lacking({ missing, points }: NetWorth): string[] {
  const today = points.at(-1)?.on
  return [...new Set(missing.filter(({ until }) => until === today).map(({ what }) => what))]
}
