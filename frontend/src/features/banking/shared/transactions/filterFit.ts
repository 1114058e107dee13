import { toMinor } from '@/lib/amounts'
import type { Transaction } from '@/lib/api/types'
import { dayOf } from '@/lib/days'
import { folded } from '@/lib/fold'
import type { Filters } from './filters'

/** Whether a row is in a filtered list; 'maybe' where only the server can tell. */
export type Fit = 'yes' | 'no' | 'maybe'

export interface Known {
  /** The currency in which amounts are typed. */
  currency: string
  timeZone: string
  /** Each category's primary one; undefined while the tree has not been loaded. */
  parentOf: ((code: string) => string | null | undefined) | null
}

type Judge = (row: Transaction, value: string, known: Known) => Fit

/** Judge a row by a list's filters as the server would. */
export function fitOf(row: Transaction, filters: Filters, known: Known): Fit {
  let fit: Fit = 'yes'
  for (const [name, value] of Object.entries(filters) as [keyof Filters, string][]) {
    const found = value ? JUDGES[name](row, value, known) : 'yes'
    if (found === 'no') return 'no'
    if (found === 'maybe') fit = 'maybe'
  }
  return fit
}

const certain = (holds: boolean): Fit => (holds ? 'yes' : 'no')
const same = (field: 'status' | 'direction' | 'channel' | 'source'): Judge => {
  return (row, value) => certain(row[field] === value)
}

/** The server may read letters more strictly than this; what is not here by these is surely not there. */
const within = (texts: (string | null)[], wanted: string): Fit =>
  texts.some((text) => text !== null && folded(text).includes(folded(wanted))) ? 'maybe' : 'no'

const byDay = (holds: (day: string, limit: string) => boolean): Judge => {
  return (row, value, { timeZone }) =>
    /^\d{4}-\d{2}-\d{2}$/.test(value) ? certain(holds(dayOf(row, timeZone), value)) : 'maybe'
}

const byAmount = (holds: (amount: number, limit: number) => boolean): Judge => {
  return (row, value, { currency }) => {
    const limit = toMinor(value, currency)
    return limit === null ? 'yes' : certain(holds(row.amount, limit))
  }
}

function inCategory({ category }: Transaction, wanted: string, { parentOf }: Known): Fit {
  if (category === null || category === wanted) return certain(category === wanted)
  // What is below a category of one's own is not counted to it, but for what is built in.
  if (category.startsWith('OWN_')) return 'no'
  return parentOf ? certain(parentOf(category) === wanted) : 'maybe'
}

const JUDGES: Record<keyof Filters, Judge> = {
  status: same('status'),
  direction: same('direction'),
  channel: same('channel'),
  source: same('source'),
  category: inCategory,
  categorized: (row, value) => certain((row.category !== null) === (value === 'true')),
  tag: (row, value) => certain(row.tags.includes(value)),
  connection: (row, value) => certain(String(row.connection_id ?? '') === value),
  account_id: (row, value) => certain(String(row.account_id ?? '') === value),
  merchant: (row, value) => within([row.merchant], value),
  q: (row, value) => within([row.description, row.merchant, row.transaction_id, row.counterparty, row.notes], value),
  from: byDay((day, limit) => day >= limit),
  to: byDay((day, limit) => day <= limit),
  min: byAmount((amount, limit) => amount >= limit),
  max: byAmount((amount, limit) => amount <= limit),
}
