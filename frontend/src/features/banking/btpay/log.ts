import type { Transaction } from '@/lib/api/types'
import { money } from '@/lib/format'
import type { Change } from './feed'
import type { Push } from './usePushes'

export interface Entry {
  key: number
  at: number
  name: string
  what: string
  latencyMs: number | null
}

export const LOG_CAP = 100
export const LATENCIES_CAP = 50

/** The transactions that a push announces, oldest first; none for a push about something else. */
export function createdIn({ name, envelope }: Push): Transaction[] {
  const told = { 'transaction.created': [envelope.data], 'transactions.created': envelope.data }[name]
  return (told ?? []) as Transaction[]
}

/** What a push says has changed: at least the id, at most the whole transaction. */
export function changedIn({ name, envelope }: Push): Change[] {
  const told = { 'transaction.updated': [envelope.data], 'transactions.updated': envelope.data }[name]
  return ((told ?? []) as Change[]).filter(({ state }) => state === 'stored')
}

/** From the provider's webhook to here for a transaction, from the sending to here for all else. */
export function sinceMs(push: Push, now: number): number | null {
  const created = createdIn(push)
  const from = Date.parse(created.at(-1)?.received_at ?? push.envelope.at)
  return Number.isNaN(from) ? null : Math.max(0, now - from)
}

/** Say in a line what a push is about. */
export function whatOf(push: Push, locale: string): string {
  const rows = createdIn(push)
  const row = rows[0]
  if (row && rows.length === 1) return `${nameOf(row)} · ${money(row.amount_decimal, row.currency, locale)}`
  if (rows.length > 1) return `${rows.length} transactions at once`
  const { data } = push.envelope as { data: Record<string, unknown> | unknown[] | null }
  if (Array.isArray(data)) return `${data.length} at once`
  return SAYS[push.name]?.(data ?? {}) ?? ''
}

export const nameOf = (row: Transaction) => row.merchant ?? row.counterparty ?? row.description ?? row.transaction_id

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
const SAYS: Record<string, (data: Record<string, unknown>) => string> = {
  'transaction.updated': (data) =>
    `${text(data['merchant'] ?? data['counterparty'] ?? data['description']) || text(data['transaction_id'])} · ${text(data['state'])}`,
  'metrics.updated': () => 'new totals',
  'connection.updated': (data) => `${text(data['title'])} · ${text(data['health']).replaceAll('_', ' ')}`,
  'sync.completed': (data) => text(data['error']) || `${text(data['stored'])} new, ${text(data['changed'])} changed`,
  'job.progress': (data) => text(data['message']) || text(data['kind']),
  'job.finished': (data) => text(data['message']) || `${text(data['kind'])} ${text(data['state'])}`,
  'replay.gap': () => 'more was missed than is kept: reloaded',
}
