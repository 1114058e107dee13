import { query, request } from '@/lib/api/client'
import type { Page, Transaction } from '@/lib/api/types'
import { folded } from '@/lib/fold'

const PAGE = 200
const PAGES_AT_MOST = 5

/**
 * The other transactions of a row's merchant that are not in a category yet. What their owner put elsewhere by
 * hand stays out of it. more: there are older ones than were looked at.
 */
export async function fetchOthers(row: Transaction, category: string): Promise<{ rows: Transaction[]; more: boolean }> {
  if (!row.merchant) return { rows: [], more: false }
  const rows: Transaction[] = []
  let cursor: string | null = null
  for (let pages = 0; pages < PAGES_AT_MOST; pages++) {
    const filters = { merchant: row.merchant, direction: row.direction, limit: PAGE, cursor }
    const page: Page<Transaction> = await request(`/api/transactions${query(filters)}`)
    rows.push(...page.items.filter((other) => isLike(other, row, category)))
    cursor = page.next_cursor
    if (cursor === null) break
  }
  return { rows, more: cursor !== null }
}

/** The API finds what contains a name; only the same name is the same merchant. */
export const isLike = (other: Transaction, row: Transaction, category: string) =>
  other.transaction_id !== row.transaction_id &&
  folded(other.merchant ?? '') === folded(row.merchant ?? '') &&
  other.category !== category &&
  other.category_source !== 'user' &&
  other.state === 'stored'
