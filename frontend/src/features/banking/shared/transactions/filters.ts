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

const NAMES = [
  'q',
  'status',
  'from',
  'to',
  'merchant',
  'category',
  'direction',
  'channel',
  'tag',
  'source',
  'connection',
  'categorized',
  'min',
  'max',
] as const

export const readFilters = (params: URLSearchParams): Filters =>
  Object.fromEntries(NAMES.map((name) => [name, params.get(name) ?? ''])) as unknown as Filters

export const writeFilters = (filters: Filters): URLSearchParams =>
  new URLSearchParams(NAMES.filter((name) => filters[name]).map((name) => [name, filters[name]]))

export const NO_FILTERS: Filters = readFilters(new URLSearchParams())

/** A list's key in the query cache: amounts are typed in the currency that it holds. */
export const transactionsKey = ['transactions'] as const
export const listKey = (filters: Filters, currency: string) => [...transactionsKey, filters, currency] as const
export const recentKey = [...transactionsKey, 'recent'] as const
export const transactionKey = (id: string) => ['transaction', id] as const
/** The BT Pay dashboards, whose newest rows are transactions too. */
export const dashboardKey = ['bt-pay'] as const
