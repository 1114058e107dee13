/** How a table of no known broker is read: what each column means, and what its words mean. */
import type { ColumnMapping } from '@/components/import-wizard/schema'
import type { Kind, Sketch } from './api'

export const ROLES = {
  date: 'Date',
  action: 'What happened',
  symbol: 'Symbol',
  quantity: 'Units',
  price: 'Price per unit',
  amount: 'Amount',
  currency: 'Currency',
  fee: 'Fee',
  tax: 'Tax',
  isin: 'ISIN',
  name: 'Name',
  fx_rate: 'Exchange rate',
  external_id: 'The broker’s id',
  note: 'Note',
} as const
export type Role = keyof typeof ROLES

export const KINDS: Record<Kind, string> = {
  buy: 'Buy',
  sell: 'Sell',
  trade: 'Buy or sell, by the sign',
  dividend: 'Dividend',
  reinvested_dividend: 'Reinvested dividend',
  interest: 'Interest',
  interest_paid: 'Interest paid',
  fee: 'Fee',
  fee_refund: 'Fee refunded',
  tax: 'Tax',
  tax_refund: 'Tax refunded',
  deposit: 'Deposit',
  withdrawal: 'Withdrawal',
  cash: 'Deposit or withdrawal, by the sign',
  transfer_in: 'Transfer in',
  transfer_out: 'Transfer out',
  fx_conversion: 'Currency conversion',
  split: 'Split',
  skip: 'Leave out',
}
export const isKind = (kind: string): kind is Kind => Object.hasOwn(KINDS, kind)

/** roles: by the place of the column. actions: by the word, '' where it was taken back. rows: what all rows are where no column says it. */
export interface Draft {
  roles: Record<number, Role>
  actions: Record<string, Kind | ''>
  rows: Kind
  currency: string
  costs: 'net' | 'gross'
  income: 'net' | 'gross'
}

const isRole = (role: string): role is Role => Object.hasOwn(ROLES, role)

/** What the names that brokers use suggest. */
export function draftOf({ names, columns, actions }: Sketch): Draft {
  const roles: Record<number, Role> = {}
  for (const [role, name] of Object.entries(columns)) if (isRole(role)) roles[names.indexOf(name)] = role
  const known = Object.entries(actions).filter((entry): entry is [string, Kind] => isKind(entry[1]))
  return { roles, actions: Object.fromEntries(known), rows: 'trade', currency: '', costs: 'net', income: 'gross' }
}

const placeOf = (draft: Draft, role: Role): number | undefined => {
  const found = Object.entries(draft.roles).find(([, each]) => each === role)
  return found && Number(found[0])
}

/** The words to be explained: those of the column that says what happened. */
export function wordsOf(draft: Draft, { names, words }: Sketch): string[] {
  const place = placeOf(draft, 'action')
  return place === undefined ? [] : (words[names[place] ?? ''] ?? [])
}

/** What still has to be said, in words; null where the file can be read. */
export function missingIn(draft: Draft, table: Sketch): string | null {
  if (placeOf(draft, 'date') === undefined) return 'Choose the column with the date.'
  if (placeOf(draft, 'amount') === undefined && placeOf(draft, 'quantity') === undefined)
    return 'Choose the column with the amount, or the one with the units.'
  const action = placeOf(draft, 'action')
  if (action !== undefined && !wordsOf(draft, table).length)
    return `${table.names[action] ?? ''} has too many different cells to say what happened. Choose another column.`
  const open = wordsOf(draft, table).filter((word) => !draft.actions[word]).length
  return open ? `Say what ${open === 1 ? 'one more word means' : `${open} more words mean`}.` : null
}

/** The mapping as the API takes it. */
export function mappingOf(draft: Draft, table: Sketch): object {
  const columns: Record<string, string[]> = {}
  const costs: { fees: { column: string }[]; taxes: { column: string }[] } = { fees: [], taxes: [] }
  for (const [place, role] of Object.entries(draft.roles)) {
    const column = table.names[Number(place)] ?? ''
    if (role === 'fee') costs.fees.push({ column })
    else if (role === 'tax') costs.taxes.push({ column })
    else columns[role] = [column]
  }
  const what = columns['action'] ? { actions: pick(draft.actions, wordsOf(draft, table)) } : { action: draft.rows }
  const currency = columns['currency'] || !draft.currency ? {} : { currency: draft.currency }
  return { columns, ...costs, ...what, ...currency, trade_amount: draft.costs, income_amount: draft.income }
}

const pick = (actions: Draft['actions'], words: string[]) =>
  Object.fromEntries(words.flatMap((word) => (actions[word] ? [[word, actions[word]]] : [])))

/** Fees and taxes may be several columns; everything else is one. */
function withRole(draft: Draft, place: number, role: string | null): Draft {
  const kept = Object.entries(draft.roles).filter(
    ([at, each]) => Number(at) !== place && (each !== role || each === 'fee' || each === 'tax'),
  )
  const roles = Object.fromEntries(kept) as Record<number, Role>
  if (role !== null && isRole(role)) roles[place] = role
  return { ...draft, roles }
}

/** What the table of first rows has to know. */
export const meaningOf = (table: Sketch): ColumnMapping<Draft> => ({
  roles: ROLES,
  read: () => draftOf(table),
  roleAt: (draft, place) => draft.roles[place] ?? null,
  withRole,
  missing: (draft) => missingIn(draft, table),
})
