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
  account_id: string
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
  'account_id',
  'categorized',
  'min',
  'max',
] as const

export const readFilters = (params: URLSearchParams): Filters =>
  Object.fromEntries(NAMES.map((name) => [name, params.get(name) ?? ''])) as unknown as Filters

export const writeFilters = (filters: Filters): URLSearchParams =>
  new URLSearchParams(NAMES.filter((name) => filters[name]).map((name) => [name, filters[name]]))

export const NO_FILTERS: Filters = readFilters(new URLSearchParams())
