/** What is typed for a new alert, and what is sent of it. */
import { toMinor } from '@/lib/amounts'
import { fractionOf } from '@/lib/percents'
import type { Condition, Side } from './api'

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

export interface Draft {
  kind: Kind
  name: string
  portfolio: string
  account: string
  symbol: string
  side: Side
  /** A price, a percentage, an amount, or words, as the kind has it. */
  value: string
}
export const EMPTY: Draft = {
  kind: 'price',
  name: '',
  portfolio: '',
  account: '',
  symbol: '',
  side: 'below',
  value: '',
}

const decimal = (typed: string) => {
  const text = typed.trim().replace(',', '.')
  return /^\d{1,15}(\.\d{1,10})?$/.test(text) ? text : null
}

/** The condition, or which field is missing and what to enter there. currency: of the account. */
export function conditionOf(draft: Draft, currency: string): Condition | { field: keyof Draft; message: string } {
  const missing = (field: keyof Draft, message: string) => ({ field, message })
  const { kind, side } = draft
  if (kind === 'payment') {
    const value = draft.value.trim()
    if (value === '') return missing('value', 'Enter a word of its description or its merchant.')
    return { kind, match: 'all', conditions: [{ field: 'description', op: 'contains', value }] }
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
