/** How the page's figures are made, as its address says: period, cost method, fees and what they stand beside. */
import type { Terms } from '../shared/api'
import { isPeriod, startOf, type Period } from './periods'

export const COSTS = [
  ['fifo', 'FIFO'],
  ['average', 'Average cost'],
] as const
export const FEES = [
  ['excluded', 'Fees apart'],
  ['included', 'Fees in cost'],
] as const

export function periodOf(params: URLSearchParams): Period {
  const wanted = params.get('period')
  return isPeriod(wanted) ? wanted : 'All'
}

/** today: the person's own day, at which periods end. */
export const termsOf = (params: URLSearchParams, today: string): Terms => ({
  from: startOf(periodOf(params), today),
  cost: params.get('cost') === 'average' ? 'average' : null,
  fees: params.get('fees') === 'included' ? 'included' : null,
  benchmark: params.get('benchmark'),
})

/** The address with another term; one that is as usual is not in it. */
export function withTerm(params: URLSearchParams, name: string, value: string | null): URLSearchParams {
  const next = new URLSearchParams(params)
  if (value === null || value === '') next.delete(name)
  else next.set(name, value)
  return next
}
