import type { Transaction } from '@/lib/api/types'

/** A stored transaction for tests; `at` is its minute of an hour. */
export function example(id: number, at: number, facts: Partial<Transaction> = {}): Transaction {
  return {
    id,
    transaction_id: `t${id}`,
    user: 1,
    amount: 1050,
    amount_decimal: '10.50',
    currency: 'EUR',
    status: 'SUCCESS',
    state: 'stored',
    direction: 'out',
    description: null,
    merchant: null,
    counterparty: null,
    category: null,
    category_source: null,
    category_confidence: null,
    suggested_category: null,
    channel: null,
    mcc: null,
    account: null,
    connection_id: null,
    notes: null,
    source: 'intake',
    tags: [],
    transfer_id: null,
    details: {},
    occurred_at: `2026-11-25T10:${String(at).padStart(2, '0')}:00Z`,
    received_at: '2026-11-25T11:00:00Z',
    ...facts,
  } as Transaction
}
