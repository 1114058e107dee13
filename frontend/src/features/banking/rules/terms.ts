/** The language of rules as the page offers it: which fields, which questions, how their values are written. */

import { CHANNELS } from '@/features/banking/shared/channels'

export type Kind = 'text' | 'amount' | 'choice' | 'category' | 'currency' | 'mcc' | 'tag' | 'day' | 'connection'

export interface FieldTerm {
  label: string
  kind: Kind
  ops: string[]
  choices?: Record<string, string>
}

const TEXT_OPS = ['contains', 'not_contains', 'is', 'is_not', 'starts_with', 'ends_with', 'words', 'is_empty']
const text = (label: string): FieldTerm => ({ label, kind: 'text', ops: TEXT_OPS })
const IS = ['is', 'is_not']

export const WEEKDAYS: Record<string, string> = {
  1: 'Monday',
  2: 'Tuesday',
  3: 'Wednesday',
  4: 'Thursday',
  5: 'Friday',
  6: 'Saturday',
  7: 'Sunday',
}

export const FIELDS: Record<string, FieldTerm> = {
  merchant: text('Merchant'),
  description: text('Description'),
  counterparty: text('Counterparty'),
  amount: { label: 'Amount', kind: 'amount', ops: ['eq', 'gt', 'gte', 'lt', 'lte', 'between'] },
  direction: { label: 'Direction', kind: 'choice', ops: IS, choices: { out: 'money out', in: 'money in' } },
  category: { label: 'Category', kind: 'category', ops: [...IS, 'is_empty'] },
  tags: { label: 'Tags', kind: 'tag', ops: ['has', 'has_not'] },
  account: text('Account'),
  notes: text('Notes'),
  currency: { label: 'Currency', kind: 'currency', ops: IS },
  status: {
    label: 'Status',
    kind: 'choice',
    ops: IS,
    choices: { SUCCESS: 'settled', PENDING: 'not settled yet', FAILED: 'failed' },
  },
  channel: {
    label: 'Payment method',
    kind: 'choice',
    ops: IS,
    choices: CHANNELS,
  },
  source: { label: 'Source', kind: 'text', ops: IS },
  mcc: { label: 'Merchant code', kind: 'mcc', ops: ['is', 'in'] },
  day_of_month: { label: 'Day of the month', kind: 'day', ops: ['eq', 'between'] },
  weekday: { label: 'Weekday', kind: 'choice', ops: ['is', 'in'], choices: WEEKDAYS },
  connection_id: { label: 'Bank connection', kind: 'connection', ops: IS },
}

export const OPS: Record<string, string> = {
  contains: 'contains',
  not_contains: 'does not contain',
  is: 'is',
  is_not: 'is not',
  starts_with: 'starts with',
  ends_with: 'ends with',
  words: 'has the words',
  is_empty: 'is empty',
  eq: 'is',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  between: 'is between',
  in: 'is one of',
  has: 'include',
  has_not: 'do not include',
}

export interface ActionTerm {
  label: string
  /** The name of what it takes, if it takes anything. */
  takes: 'category' | 'merchant' | 'tag' | 'notes' | null
  /** What `force` means here, where there is such a thing. */
  force?: string
}

export const ACTIONS: Record<string, ActionTerm> = {
  set_category: { label: 'Set the category', takes: 'category', force: 'Even where I chose one myself' },
  clear_category: { label: 'Clear the category', takes: null, force: 'Even where I chose one myself' },
  set_merchant: { label: 'Set the merchant', takes: 'merchant' },
  add_tag: { label: 'Add a tag', takes: 'tag' },
  remove_tag: { label: 'Remove a tag', takes: 'tag' },
  set_notes: { label: 'Set the note', takes: 'notes', force: 'Even where there is already a note' },
  append_notes: { label: 'Add to the note', takes: 'notes' },
}
