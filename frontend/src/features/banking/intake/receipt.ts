import type { Transaction } from '@/lib/api/types'

/** Transactions as they were taken in, the newest first; what has no time of its own is listed at its day's end. */
export const byReceipt = <Row extends Pick<Transaction, 'received_at'>>(rows: readonly Row[]): Row[] =>
  rows.toSorted((a, b) => Date.parse(b.received_at) - Date.parse(a.received_at))
