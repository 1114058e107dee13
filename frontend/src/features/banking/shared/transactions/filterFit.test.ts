import { describe, expect, it } from 'vitest'
import { NO_FILTERS } from './filters'
import { example } from './example'
import type { Filters } from './filters'
import { fitOf } from './filterFit'

const KNOWN = { currency: 'JPY', timeZone: 'Europe/Bucharest', parentOf: (code: string) => PARENTS[code] ?? null }
const PARENTS: Record<string, string> = { FOOD_COFFEE: 'FOOD', OWN_DOG: 'FOOD' }
const fit = (filters: Partial<Filters>, facts = {}) =>
  fitOf(example(1, 30, facts), { ...NO_FILTERS, ...filters }, KNOWN)

describe('judging a row by a list’s filters', () => {
  it('knows what is written in the row', () => {
    expect([fit({}), fit({ status: 'SUCCESS' }), fit({ status: 'PENDING' })]).toEqual(['yes', 'yes', 'no'])
    expect([
      fit({ tag: 'x' }, { tags: ['x'] }),
      fit({ tag: 'x' }),
      fit({ connection: '3' }, { connection_id: 3 }),
    ]).toEqual(['yes', 'no', 'yes'])
    expect([fit({ categorized: 'false' }), fit({ categorized: 'false' }, { category: 'FOOD' })]).toEqual(['yes', 'no'])
  })

  it('counts what is below a built-in category to it, and no category of one’s own', () => {
    expect(fit({ category: 'FOOD' }, { category: 'FOOD_COFFEE' })).toBe('yes')
    expect(fit({ category: 'FOOD' }, { category: 'OWN_DOG' })).toBe('no')
    expect(
      fitOf(example(1, 1, { category: 'X' }), { ...NO_FILTERS, category: 'FOOD' }, { ...KNOWN, parentOf: null }),
    ).toBe('maybe')
  })

  it('leaves to the server what letters it finds, but not what it cannot find', () => {
    expect([fit({ q: 'brutăria' }, { merchant: 'BRUTARIA Veche' }), fit({ q: 'lidl' })]).toEqual(['maybe', 'no'])
  })

  it('takes days in the person’s zone, and the row’s own day where it has one', () => {
    const late = { occurred_at: '2026-11-25T22:30:00Z' }
    expect([fit({ from: '2026-11-26' }, late), fit({ to: '2026-11-25' }, late)]).toEqual(['yes', 'no'])
    expect(fit({ to: '2026-11-25' }, { ...late, booked_on: '2026-11-25' })).toBe('yes')
  })

  it('reads amounts in the currency’s own units', () => {
    expect([fit({ min: '1050' }), fit({ min: '1051' }), fit({ max: '1050' })]).toEqual(['yes', 'no', 'yes'])
  })
})
