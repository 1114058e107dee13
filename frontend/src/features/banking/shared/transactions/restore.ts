/** Putting transactions back as they were. */
import { request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import type { Transaction } from '@/lib/api/types'

export type Changes = Partial<components['schemas']['TransactionPatch']>
const SIDE_BY_SIDE = 4

/** An id may hold any character; its slashes are the path's own. */
export const addressOf = (id: string) => `/api/transactions/${encodeURIComponent(id).replaceAll('%2F', '/')}`

/** Write the named fields of each row as it was, some at a time. Returns the rows as the server has them. */
export async function restore(before: Transaction[], fields: (keyof Changes)[]): Promise<Transaction[]> {
  const waiting = [...before]
  const saved: Transaction[] = []
  const work = async () => {
    for (let row = waiting.shift(); row; row = waiting.shift()) saved.push(await putBack(row, fields))
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
  return saved
}

const putBack = (row: Transaction, fields: (keyof Changes)[]) =>
  request<Transaction>(addressOf(row.transaction_id), {
    method: 'PATCH',
    body: Object.fromEntries(fields.map((field) => [field, row[field]])),
  })
