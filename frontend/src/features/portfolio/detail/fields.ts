/** Which fields an activity of each type has, and how they are sent. */
import type { components } from '@/lib/api/schema'
import type { ActivityType } from '../shared/activityTypes'

export type Activity = components['schemas']['ActivityOut']
export type FieldName =
  | 'symbol'
  | 'quantity'
  | 'unit_price'
  | 'price_currency'
  | 'amount'
  | 'received'
  | 'received_currency'
  | 'fee'
  | 'tax'
  | 'fx_rate'
export type Draft = Record<FieldName, string> & { type: ActivityType; on: string; currency: string; note: string }

const FIELDS: FieldName[] = [
  'symbol',
  'quantity',
  'unit_price',
  'price_currency',
  'amount',
  'received',
  'received_currency',
  'fee',
  'tax',
  'fx_rate',
]
const TRADE: FieldName[] = ['symbol', 'quantity', 'unit_price', 'amount', 'fee', 'tax', 'fx_rate']
const TRANSFER: FieldName[] = ['symbol', 'quantity', 'unit_price', 'amount']
const BY_TYPE: Record<ActivityType, FieldName[]> = {
  buy: TRADE,
  sell: TRADE,
  dividend: ['symbol', 'amount', 'fee', 'tax', 'fx_rate'],
  interest: ['amount', 'fee', 'tax', 'fx_rate'],
  fee: ['symbol', 'amount', 'fx_rate'],
  tax: ['symbol', 'amount', 'fx_rate'],
  deposit: ['amount', 'fx_rate'],
  withdrawal: ['amount', 'fx_rate'],
  split: ['symbol', 'quantity'],
  transfer_in: TRANSFER,
  transfer_out: TRANSFER,
  fx_conversion: ['amount', 'received', 'received_currency', 'fee'],
}

const LABELS: Record<FieldName, string> = {
  symbol: 'Symbol',
  quantity: 'Quantity',
  unit_price: 'Price per unit',
  price_currency: 'Currency of the price',
  amount: 'Amount',
  received: 'Received',
  received_currency: 'Currency received',
  fee: 'Fee',
  tax: 'Tax',
  fx_rate: 'Exchange rate',
}

export const labelOf = (field: FieldName, type: ActivityType) =>
  type === 'split' && field === 'quantity' ? 'New units per old unit' : LABELS[field]

const isZero = (text: string) => /^0*\.?0*$/.test(text)

/** The fields of a type; of a known activity of that type also what else it has. */
export function fieldsOf(type: ActivityType, known: Activity | null): FieldName[] {
  const own = BY_TYPE[type]
  return FIELDS.filter((field) => own.includes(field) || (known?.type === type && !isZero(known[field] ?? '')))
}

export function draftOf(known: Activity | null, today: string, currency: string): Draft {
  const fields = FIELDS.map((field) => [field, isZero(known?.[field] ?? '') ? '' : known?.[field]])
  return {
    ...(Object.fromEntries(fields) as Record<FieldName, string>),
    type: known?.type ?? 'buy',
    on: known?.on ?? today,
    currency: known?.currency ?? currency,
    note: known?.note ?? '',
  }
}

/** Take a decimal comma; leave what may as well part thousands, for the server to ask about. */
export function decimalOf(typed: string): string {
  const digits = typed.trim().replace(/[\s'’]/g, '')
  return /^-?\d+,(\d{1,2}|\d{4,})$/.test(digits) ? digits.replace(',', '.') : digits
}

const TEXTS: FieldName[] = ['symbol', 'price_currency', 'received_currency']

/** What is sent: the type's fields as typed, and every other field emptied. */
export function bodyOf(draft: Draft, known: Activity | null): Record<string, string | null> {
  const shown = fieldsOf(draft.type, known)
  const sent = FIELDS.map((field) => {
    const typed = shown.includes(field) ? draft[field].trim() : ''
    const empty = field === 'fee' || field === 'tax' ? '0' : null
    return [field, typed ? (TEXTS.includes(field) ? typed : decimalOf(typed)) : empty]
  })
  const { type, on, currency } = draft
  return { type, on, currency, note: draft.note.trim() || null, ...Object.fromEntries(sent) } as Record<
    string,
    string | null
  >
}
