/** What a list of transactions may be narrowed by, as the address and the API name it. */

export interface Filters {
  q: string
  status: string
  from: string
  to: string
  merchant: string
  category: string
  direction: string
  channel: string
  tag: string
  source: string
  connection: string
  categorized: string
  min: string
  max: string
}

/** A list's key in the query cache: amounts are typed in the currency that it holds. */
export const transactionsKey = ['transactions'] as const
export const listKey = (filters: Filters, currency: string) => [...transactionsKey, filters, currency] as const
export const recentKey = [...transactionsKey, 'recent'] as const
export const transactionKey = (id: string) => ['transaction', id] as const
/** The BT Pay dashboards, whose newest rows are transactions too. */
export const dashboardKey = ['bt-pay'] as const
