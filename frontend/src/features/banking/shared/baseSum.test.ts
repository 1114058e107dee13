import { expect, it } from 'vitest'
import type { BaseTotal } from '@/lib/api/types'
import { baseLine, baseSum, gapOf } from './baseSum'

const base = (given: Partial<BaseTotal> = {}): BaseTotal => ({
  currency: 'EUR',
  amount: 2371,
  amount_decimal: '23.71',
  missing: [],
  stale: [],
  ...given,
})
const euro = { currency: 'EUR', amount_decimal: '5.00' }
const dollars = { currency: 'USD', amount_decimal: '100.00' }
const dong = { currency: 'VND', amount_decimal: '9000' }
const noDong = { missing: [{ currency: 'VND', on: '2026-10-30' }] }

it('shows the own currency first and each amount beside it', () => {
  expect(baseSum([dollars, euro], base(), 'en-GB')).toEqual({ main: '€23.71', parts: ['US$100.00', '€5.00'], gap: '' })
  expect(baseLine([dollars, euro], base(), 'en-GB')).toBe('€23.71 (US$100.00 + €5.00)')
})

it('has no parts where all is in the own currency, or nothing is there', () => {
  expect(baseSum([euro], base({ amount_decimal: '5.00' }), 'en-GB').parts).toEqual([])
  expect(baseSum([], base({ amount_decimal: '0.00' }), 'en-GB')).toEqual({ main: '€0.00', parts: [], gap: '' })
})

it('says what a sum lacks', () => {
  expect(baseSum([dollars, dong], base(noDong), 'en-GB')).toEqual({
    main: '€23.71',
    parts: ['US$100.00', '₫9,000'],
    gap: 'no exchange rate for VND',
  })
})

it('shows an amount of which no rate is known as it is, and no sum of nothing', () => {
  const nothing = base({ ...noDong, amount_decimal: '0.00' })
  expect(baseSum([dong], nothing, 'en-GB')).toEqual({ main: '₫9,000', parts: [], gap: 'no exchange rate for VND' })
})

it('names each currency once, and the newest of its old rates', () => {
  const days = ['2026-11-24', '2026-11-25'].map((on) => ({ currency: 'VND', on }))
  const said: [string, string][] = [
    ['RON', '2026-10-29'],
    ['RON', '2026-10-30'],
    ['RON', '2026-10-28'],
    ['GBP', '2026-10-30'],
    ['HRK', '2022-12-30'],
  ]
  const stale = said.map(([currency, said_on]) => ({ currency, on: '2026-11-25', said_on }))
  expect(gapOf({ missing: days, stale }, 'en-GB')).toBe(
    'no exchange rate for VND · RON, GBP by the rate of 30 Oct 2026 · HRK by the rate of 30 Dec 2022',
  )
})
