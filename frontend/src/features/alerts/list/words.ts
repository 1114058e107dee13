/** Conditions and deliveries in words. */
import { fromMinor } from '@/lib/amounts'
import { money, percent } from '@/lib/format'
import type { Condition, Firing } from './api'

export interface Names {
  portfolio: (id: number) => string
  account: (id: number) => { name: string; currency: string } | undefined
}

const SIDES = { above: 'above', below: 'below' } as const

/** 'VWCE.DE below 100 in Pension' */
export function conditionWords(condition: Condition, names: Names, locale: string): string {
  switch (condition.kind) {
    case 'price':
      return `${condition.symbol} ${SIDES[condition.side]} ${condition.price} in ${names.portfolio(condition.portfolio)}`
    case 'drawdown':
      return `${names.portfolio(condition.portfolio)} more than ${fraction(condition.drawdown, locale)} below its peak`
    case 'balance': {
      const account = names.account(condition.account)
      const amount = account ? money(fromMinor(condition.amount, account.currency), account.currency, locale) : ''
      return `${account?.name ?? 'An account'} ${SIDES[condition.side]} ${amount}`
    }
    case 'payment':
      return `A payment with “${condition.conditions.map(({ value }) => value).join('”, “')}”`
  }
}

const fraction = (decimal: string, locale: string) => percent(Number(decimal), locale).replace('+', '')

const CHANNELS = { in_app: 'in the app', email: 'by e-mail', webhook: 'by webhook' } as const
const STATES = { pending: 'is being sent', sent: 'was sent', failed: 'failed' } as const

/** 'by e-mail: failed after 7 tries (the server refused)' */
export function deliveryWords({ channel, state, attempts, error }: Firing['deliveries'][number]): string {
  const tries = state === 'sent' || attempts < 2 ? '' : ` after ${attempts} tries`
  return `${CHANNELS[channel]}: ${STATES[state]}${tries}${error && state !== 'sent' ? ` (${error})` : ''}`
}
