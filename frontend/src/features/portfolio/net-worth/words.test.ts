import { describe, expect, it } from 'vitest'
import type { NetWorth, Point } from './api'
import { lacking, movedThisMonth, partsOf } from './words'

const point = (on: string, value: number | null, parts: Record<string, number> = {}): Point => ({
  on,
  value,
  value_decimal: value === null ? null : String(value),
  parts: Object.fromEntries(
    Object.entries(parts).map(([kind, each]) => [kind, { value: each, value_decimal: String(each) }]),
  ),
})

describe('net worth', () => {
  it('has the largest part first and what is owed last, without a share', () => {
    const found = partsOf(point('2026-03-10', 600, { loan: -400, current: 250, portfolios: 750 }))
    expect(found.map(({ name, share }) => [name, share])).toEqual([
      ['Portfolios', 0.75],
      ['Current accounts', 0.25],
      ['Loans', 0],
    ])
  })

  it('has moved since the last day of the month before', () => {
    const points = [
      point('2026-02-27', 90),
      point('2026-02-28', 100),
      point('2026-03-01', 500),
      point('2026-03-10', 130),
    ]
    expect(movedThisMonth(points)).toBe(30)
    expect(movedThisMonth([point('2026-03-01', 1), point('2026-03-02', 2)])).toBeNull()
    expect(movedThisMonth([point('2026-02-28', null), point('2026-03-02', 2)])).toBeNull()
  })

  it('names what is not known today, and not what was not known once', () => {
    const gap = { kind: 'account' as const, id: 1, on: '2026-01-01' }
    const missing = [
      { ...gap, what: 'Savings', until: '2026-03-10' },
      { ...gap, what: 'Old', until: '2026-02-01' },
    ]
    const found: NetWorth = { currency: 'EUR', missing, stale: [], points: [point('2026-03-10', null)] }
    expect(lacking(found)).toEqual(['Savings'])
  })
})
