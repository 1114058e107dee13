import type { Transaction } from '@/lib/api/types'

/** Each transaction once, at its first place; the stored one wins over the one that was pushed. */
export function unique(transactions: Transaction[]): Transaction[] {
  const stored = new Map<string, Transaction>()
  for (const transaction of transactions) {
    const key = `${transaction.user}:${transaction.transaction_id}`
    const known = stored.get(key)
    // The stored one knows more than the one that was pushed; its place stays.
    if (!known || (known.state === 'queued' && transaction.state === 'stored')) stored.set(key, transaction)
  }
  return [...stored.values()]
}
