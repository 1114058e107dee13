import type { Transaction } from '@/lib/api/types'
import type { Scope } from './api'

/** What was pushed stands on top in the order of its coming; what the server says of a row since wins. */
export function mergeFeed(arrived: Transaction[], stored: Transaction[], limit: number): Transaction[] {
  const known = new Map(stored.map((row) => [row.transaction_id, row]))
  const pushed = new Set(arrived.map((row) => row.transaction_id))
  const rows = [
    ...arrived.map((row) => known.get(row.transaction_id) ?? row),
    ...stored.filter((row) => !pushed.has(row.transaction_id)),
  ]
  return rows.slice(0, limit)
}

/** Something that is known of a row by now. */
export type Change = Partial<Transaction> & Pick<Transaction, 'transaction_id'>

/** Put news on top of what came before; a row that comes again keeps its place and learns what is new. */
export function withArrivals(
  before: Transaction[],
  news: Transaction[],
  changes: Change[],
  cap: number,
): Transaction[] {
  const there = new Set(before.map((row) => row.transaction_id))
  const added = new Map(news.filter((row) => !there.has(row.transaction_id)).map((row) => [row.transaction_id, row]))
  const learnt = new Map<string, Change>()
  for (const each of [...news, ...changes])
    learnt.set(each.transaction_id, { ...learnt.get(each.transaction_id), ...each })
  const rows = [...[...added.values()].reverse(), ...before]
  return rows.map((row) => ({ ...row, ...learnt.get(row.transaction_id) })).slice(0, cap)
}

/** Tell whether a row belongs to a scope, by the same rule as the server's. */
export function inScope(row: Transaction, scope: Scope): boolean {
  if (scope === 'all') return true
  if (row.channel !== null) return row.channel.startsWith('btpay')
  return /bt ?pay/i.test(row.description ?? '')
}

/** The middle of some measurements; null where there are none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const high = sorted[middle] ?? 0
  return sorted.length % 2 ? high : ((sorted[middle - 1] ?? 0) + high) / 2
}
