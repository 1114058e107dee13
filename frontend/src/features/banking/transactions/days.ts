import type { Transaction } from '@/lib/api/types'
import { dayOf } from '@/lib/days'

const known = new WeakMap<Transaction, string>()

/** The days of rows in a list; those where a day begins carry its head. */
export function daysOf(rows: Transaction[], timeZone: string): { day: string; first: boolean }[] {
  let before = ''
  return rows.map((row) => {
    const day = known.get(row) ?? dayOf(row, timeZone)
    known.set(row, day)
    const first = day !== before
    before = day
    return { day, first }
  })
}
