/** What is typed for an alert, and what is sent of it. */
import { fromMinor, toMinor } from '@/lib/amounts'
import { fractionOf, percentOf } from '@/lib/percents'
import type { Alert, Condition, Side } from './api'

export type Kind = Condition['kind']
export const KINDS = [
  ['price', 'A price passes a line'],
  ['drawdown', 'A portfolio falls from its peak'],
  ['balance', 'A balance passes a line'],
  ['payment', 'A payment comes'],
] as const
export const SIDES = [
  ['below', 'Below'],
  ['above', 'Above'],
] as const

export const PLACES = [
  ['description', 'Its description has the words'],
  ['merchant', 'Its merchant has the words'],
] as const
type Place = (typeof PLACES)[number][0]
const isPlace = (field: string | undefined): field is Place => PLACES.some(([place]) => place === field)

export interface Draft {
  kind: Kind
  name: string
  portfolio: string
  account: string
  symbol: string
  side: Side
  /** A price, a percentage, an amount, or words, as the kind has it. */
  value: string
  /** Where a payment has the words. */
  place: Place
  /** How far the value has to come back before the alert fires again: a percentage of it. */
  back: string
}
export const EMPTY: Draft = {
  kind: 'price',
  name: '',
  portfolio: '',
  account: '',
  symbol: '',
  side: 'below',
  value: '',
  place: 'description',
  back: '0',
}

/** Whether an alert can be typed: the API takes payments by more than one condition. */
export const isTypable = ({ condition }: Alert): boolean =>
  condition.kind !== 'payment' ||
  (condition.conditions.length === 1 &&
    condition.conditions[0]?.op === 'contains' &&
    isPlace(condition.conditions[0].field))

/** What would be typed for an alert. currency: of its account. */
export function draftOf({ name, condition, hysteresis }: Alert, currency: string): Draft {
  const draft = { ...EMPTY, name, kind: condition.kind, back: percentOf(hysteresis) }
  switch (condition.kind) {
    case 'price': {
      const { portfolio, symbol, side, price } = condition
      return { ...draft, portfolio: String(portfolio), symbol, side, value: price }
    }
    case 'drawdown':
      return { ...draft, portfolio: String(condition.portfolio), value: percentOf(condition.drawdown) }
    case 'balance': {
      const { account, side, amount } = condition
      return { ...draft, account: String(account), side, value: fromMinor(amount, currency) }
    }
    case 'payment': {
      const [first] = condition.conditions
      return { ...draft, value: first?.value ?? '', place: isPlace(first?.field) ? first.field : 'description' }
    }
  }
}

const decimal = (typed: string) => {
  const text = typed.trim().replace(',', '.')
  return /^\d{1,15}(\.\d{1,10})?$/.test(text) ? text : null
}

/** The hysteresis as the API takes it; null for what is no percentage. */
export const backOf = ({ kind, back }: Draft): string | null =>
  kind === 'payment' || Number(back.trim().replace(',', '.')) === 0 ? '0' : fractionOf(back)

/** The condition, or which field is missing and what to enter there. currency: of the account. */
export function conditionOf(draft: Draft, currency: string): Condition | { field: keyof Draft; message: string } {
  const missing = (field: keyof Draft, message: string) => ({ field, message })
  const { kind, side } = draft
  if (kind === 'payment') {
    const value = draft.value.trim()
    if (value === '') return missing('value', 'Enter a word that it has.')
    return { kind, match: 'all', conditions: [{ field: draft.place, op: 'contains', value }] }
  }
  if (kind === 'balance') {
    const amount = toMinor(draft.value, currency)
    if (draft.account === '') return missing('account', 'Choose an account.')
    return amount === null
      ? missing('value', 'Enter an amount, such as 100.00.')
      : { kind, account: Number(draft.account), side, amount }
  }
  const value = decimal(draft.value)
  if (draft.portfolio === '') return missing('portfolio', 'Choose a portfolio.')
  if (kind === 'price' && draft.symbol.trim() === '') return missing('symbol', 'Enter the symbol of an investment.')
  if (value === null || Number(value) === 0) return missing('value', 'Enter a number above zero.')
  if (kind === 'drawdown') {
    const drawdown = fractionOf(value)
    return drawdown === null
      ? missing('value', 'Enter a percentage, such as 10.')
      : { kind, portfolio: Number(draft.portfolio), drawdown }
  }
  return { kind, portfolio: Number(draft.portfolio), symbol: draft.symbol.trim(), side, price: value }
}
