import type { Transaction } from '@/lib/api/types'
import { folded } from '@/lib/fold'

/** Who it was with, as a person would say it. */
export const titleOf = (row: Pick<Transaction, 'merchant' | 'counterparty' | 'description' | 'transaction_id'>) =>
  row.merchant ?? row.counterparty ?? row.description ?? row.transaction_id

/** The bank's text below the title, where it says more than the title does. */
export function textBelow(row: Parameters<typeof titleOf>[0]): string | null {
  const title = plain(titleOf(row))
  const found = [row.description, row.counterparty].find((text) => text && plain(text) !== title)
  return found ?? null
}

const plain = (text: string) =>
  folded(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
