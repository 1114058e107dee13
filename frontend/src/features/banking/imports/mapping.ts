import type { Mapping } from './types'

/** What a column can be; the page shows one choice above each column. */
export const ROLES = {
  date: 'Date',
  description: 'Description',
  amount: 'Amount, with its sign',
  debit: 'Money out',
  credit: 'Money in',
  direction: 'Direction (in or out)',
  merchant: 'Merchant',
  category: 'Category',
  currency: 'Currency',
  account: 'Account',
  reference: 'Reference',
  fee: 'Fee',
  state: 'Status',
  date_else: 'Date if the first is empty',
  payer: 'Payer of incoming payments',
  external_id: 'The bank’s id',
  balance: 'Balance after',
} as const
export type Role = keyof typeof ROLES
type Column = string | number
const ROLE_NAMES = Object.keys(ROLES) as Role[]
const isRole = (name: string | null): name is Role => name !== null && Object.hasOwn(ROLES, name)

/** The API's JSON of a mapping, with what it leaves out. */
export function readMapping(raw: Record<string, unknown> | null): Mapping {
  return { ...DEFAULTS, ...(raw as Partial<Mapping> | null) }
}

const DEFAULTS: Mapping = {
  encoding: 'utf-8-sig',
  delimiter: ',',
  header_row: 1,
  date: null,
  date_format: 'dmy',
  description: [],
  amount: null,
  debit: null,
  credit: null,
  direction: null,
  sign: 'as_is',
  currency: null,
  fixed_currency: null,
  account: null,
  fixed_account: null,
  external_id: null,
  reference: null,
  merchant: null,
  category: null,
  balance: null,
  date_else: null,
  debit_sign: 'any',
  credit_sign: 'positive',
  fee: null,
  in_words: [],
  out_words: [],
  payer: null,
  state: null,
  void_words: [],
  decimal: '.',
  thousands: '',
}

const isAt = (column: Column | null, place: number, columns: string[]) =>
  column !== null && (typeof column === 'number' ? column === place : columns[place] === column)

/** What the column at a place is, if it is anything. */
export function roleAt(mapping: Mapping, place: number, columns: string[]): Role | null {
  const held = (role: Role): (Column | null)[] => (role === 'description' ? mapping.description : [mapping[role]])
  return ROLE_NAMES.find((role) => held(role).some((column) => isAt(column, place, columns))) ?? null
}

/** Let a column be something else. Only descriptions may be several; an amount is one column, or one each way. */
export function withRole(mapping: Mapping, place: number, role: string | null, columns: string[]): Mapping {
  const next = { ...mapping, description: mapping.description.filter((each) => !isAt(each, place, columns)) }
  for (const each of ROLE_NAMES) {
    if (each !== 'description' && isAt(next[each], place, columns)) next[each] = null
  }
  if (!isRole(role)) return next
  const column = named(place, columns, mapping.header_row)
  if (role === 'description') return { ...next, description: [...next.description, column] }
  next[role] = column
  if (role === 'amount') next.debit = next.credit = null
  if (role === 'debit' || role === 'credit') next.amount = null
  if (role === 'direction') next.sign = 'as_is'
  return next
}

/** A column by its name where the file has a header and the name is its own: next month the order may differ. */
function named(place: number, columns: string[], headerRow: number | null): Column {
  const name = columns[place] ?? ''
  const own = headerRow !== null && !/^Column \d+$/.test(name) && columns.filter((each) => each === name).length === 1
  return own ? name : place
}

/** What must still be chosen, in words; null where nothing is missing. */
export function missing(mapping: Mapping): string | null {
  const amount = mapping.amount ?? mapping.debit ?? mapping.credit
  if (mapping.date === null && amount === null) return 'Choose the columns for the date and the amount.'
  if (mapping.date === null) return 'Choose the column for the date.'
  if (amount === null) return 'Choose the column for the amount, or those for money in and money out.'
  const currency = mapping.currency === null ? mapping.fixed_currency : null
  if (currency !== null && !/^[A-Z]{3}$/.test(currency)) return 'Enter the currency as three letters, such as EUR.'
  return mapping.thousands === mapping.decimal ? 'Choose different separators for decimals and thousands.' : null
}
