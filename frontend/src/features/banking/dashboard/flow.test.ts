import { describe, expect, it } from 'vitest'
import { daysOf, monthBefore, spentUpTo, stretched, type CashFlow } from './flow'

const base = (amount: number) => ({ currency: 'EUR', amount, amount_decimal: '', missing: [], stale: [] })
const day = (date: string, out: number): CashFlow['days'][number] => ({ date, incoming: base(0), outgoing: base(out) })

describe('a month beside another', () => {
  it('adds up what was spent to each day, and to today only', () => {
    const days = [day('2026-02-27', 5), day('2026-03-01', 10), day('2026-03-03', 7), day('2026-03-09', 1)]
    expect(spentUpTo(days, '2026-03', 4)).toEqual([10, 10, 17, 17])
  })

  it('knows the length of months and the one before', () => {
    expect([daysOf('2026-02'), daysOf('2024-02'), daysOf('2026-12')]).toEqual([28, 29, 31])
    expect([monthBefore('2026-01'), monthBefore('2026-12')]).toEqual(['2025-12', '2026-11'])
  })

  it('ends with all of the other month, whichever is longer', () => {
    expect(stretched([1, 2, 3], 5)).toEqual([1, 2, 3, 3, 3])
    expect(stretched([1, 2, 3, 4, 9], 3)).toEqual([1, 2, 9])
  })
})
