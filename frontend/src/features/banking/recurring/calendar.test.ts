import { expect, it } from 'vitest'
import type { Recurring } from './api'
import {
  dayOf,
  daysBetween,
  figures,
  gapsOf,
  howFar,
  inBase,
  monthlyTotals,
  paymentsOf,
  plusMonths,
  showDay,
  Sum,
  totalsOf,
  upcoming,
} from './calendar'

const payment = (given: Partial<Recurring>): Recurring => ({
  merchant: 'Gym',
  currency: 'EUR',
  direction: 'out',
  cadence: 'monthly',
  amount: 4900,
  amount_decimal: '49.00',
  base: { currency: 'EUR', amount: 4900, amount_decimal: '49.00', missing: [], stale: [] },
  lowest: 4900,
  lowest_decimal: '49.00',
  highest: 4900,
  highest_decimal: '49.00',
  category: null,
  varies: false,
  confidence: 90,
  count: 6,
  last_on: '2026-10-31',
  paid_on: ['2026-08-31', '2026-09-30', '2026-10-31'],
  next_on: '2026-11-30',
  missed: false,
  ...given,
})
const days = (given: Partial<Recurring>, today = '2026-11-21') =>
  upcoming([payment(given)], today, 30).map(({ on }) => on)

it('brings every rhythm to a month', () => {
  const each = (['weekly', 'biweekly', 'monthly', 'quarterly', 'yearly'] as const).map((cadence) =>
    monthlyTotals([payment({ cadence, amount_decimal: '12.00' })], 'EUR')[0]?.out.toString(),
  )
  expect(each).toEqual(['52.00', '26.00', '12.00', '4.00', '1.00'])
})

it('adds up amounts that no float holds, in currencies of any decimals', () => {
  const big = payment({ amount_decimal: '90071992547409.93' })
  expect(String(totalsOf([big, big], 'EUR')[0]?.out)).toBe('180143985094819.86')
  expect(String(totalsOf([payment({ currency: 'JPY', amount_decimal: '5' })], 'EUR')[0]?.out)).toBe('5')
  expect(String(totalsOf([payment({ currency: 'KWD', amount_decimal: '0.005' })], 'EUR')[0]?.out)).toBe('0.005')
})

it('tells what is left, and that it may be too little', () => {
  const [wages, rent] = [new Sum().add('3200.00'), new Sum().add('4000.50')]
  expect([wages.minus(rent).sign, String(wages.minus(rent))]).toEqual(['−', '800.50'])
  expect([rent.minus(new Sum()).sign, String(rent.minus(new Sum()))]).toEqual(['+', '4000.50'])
  expect(wages.minus(wages).sign).toBe('')
})

it('keeps currencies and directions apart, the own currency first', () => {
  const items = [payment({ currency: 'AUD' }), payment({ currency: 'RON' }), payment({ direction: 'in' })]
  expect(
    totalsOf(items, 'RON').map(({ currency, out, in: income }) => [currency, String(out), String(income)]),
  ).toEqual([
    ['RON', '49.00', '0'],
    ['AUD', '49.00', '0'],
    ['EUR', '0', '49.00'],
  ])
})

it('shows the sum in the own currency before its parts, without what has no rate', () => {
  const base = { currency: 'EUR', amount: 1000, amount_decimal: '10.00', missing: [], stale: [] }
  const gap = { ...base, amount: 0, amount_decimal: '0.00', missing: [{ currency: 'VND', on: '2026-11-21' }] }
  const lei = payment({ currency: 'RON', amount_decimal: '50.00', base })
  const dong = payment({ currency: 'VND', amount_decimal: '9000', base: gap })
  const shown = (items: Recurring[]) =>
    figures(totalsOf(items, 'EUR'), totalsOf(inBase(items), 'EUR')[0], ({ out }) => out).map(
      ([currency, sum]) => `${currency} ${String(sum)}`,
    )
  expect(shown([payment({}), lei, dong])).toEqual(['EUR 59.00', 'EUR 49.00', 'RON 50.00', 'VND 9000'])
  expect(shown([payment({})])).toEqual(['EUR 49.00'])
  expect(shown([dong])).toEqual(['VND 9000'])
  expect(gapsOf([payment({}), dong]).missing).toEqual([{ currency: 'VND', on: '2026-11-21' }])
})

it('repeats what comes more than once before the end', () => {
  expect(days({ cadence: 'weekly', next_on: '2026-11-26' })).toEqual([
    '2026-11-26',
    '2026-12-03',
    '2026-12-10',
    '2026-12-17',
  ])
  expect(days({ next_on: '2026-11-21' })).toEqual(['2026-11-21', '2026-12-21'])
  expect(days({ cadence: 'yearly', next_on: '2026-12-22' })).toEqual([])
})

it('still expects what is a little late', () => {
  expect(days({ next_on: '2026-11-19' })).toEqual(['2026-11-19', '2026-12-19'])
})

it('puts what falls on the 31st on a short month’s last day', () => {
  expect(plusMonths('2026-01-31', 1)).toBe('2026-02-28')
  expect(plusMonths('2026-11-30', 3)).toBe('2027-02-28')
  expect(plusMonths('2028-02-29', 12)).toBe('2029-02-28')
})

it('knows the day where the user is, and counts days across a change of the clocks', () => {
  const late = Date.parse('2026-11-21T22:30:00Z')
  expect([dayOf(late, 'Europe/Bucharest'), dayOf(late, 'UTC')]).toEqual(['2026-11-22', '2026-11-21'])
  expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2)
})

it('says how far a day is, and its year where it is another one', () => {
  const said = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-30', '2026-11-11'].map((day) =>
    howFar(day, '2026-11-21'),
  )
  expect(said).toEqual(['yesterday', 'today', 'tomorrow', 'in 9 days', '10 days ago'])
  const userLocale = { locale: 'en-GB', timeZone: 'UTC' }
  expect(showDay('2026-11-24', userLocale, '2026-11-21')).toBe('Tue 24 Nov')
  expect(showDay('2025-12-01', userLocale, '2026-11-21')).toContain('2025')
})

it('takes turns between the two days of what comes twice a month', () => {
  const twice = payment({ cadence: 'semimonthly', last_on: '2026-11-15', next_on: '2026-11-30' })
  expect(upcoming([twice], '2026-11-20', 45).map(({ on }) => on)).toEqual(['2026-11-30', '2026-12-15', '2026-12-30'])
  const four = payment({ cadence: 'fourweekly', next_on: '2026-11-30' })
  expect(upcoming([four], '2026-11-20', 45).map(({ on }) => on)).toEqual(['2026-11-30', '2026-12-28'])
})

it('lays out what was paid and what is expected around today', () => {
  const shown = paymentsOf(payment({}), '2026-11-21', 60, 45).map(({ on, isExpected }) => [on, isExpected])
  expect(shown).toEqual([
    ['2026-09-30', false],
    ['2026-10-31', false],
    ['2026-11-30', true],
    ['2026-12-30', true],
  ])
  expect(paymentsOf(payment({ next_on: '2026-11-19' }), '2026-11-21', 1, 5)).toEqual([])
})
