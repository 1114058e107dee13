import { expect, it } from 'vitest'
import { fromMinor, toMinor } from './amounts'

it('reads an amount with a point or a comma, in the currency’s own units', () => {
  expect(['12', '12.5', '12,34', '0.07', '1 234,50'].map((typed) => toMinor(typed, 'RON'))).toEqual([
    1200, 1250, 1234, 7, 123450,
  ])
  expect(toMinor('1050', 'JPY')).toBe(1050)
  expect(toMinor('1.234', 'KWD')).toBe(1234)
})

it('refuses what is no amount, or finer than the currency', () => {
  expect(['', 'x', '1.234', '-1', '1e3', '9'.repeat(15)].map((typed) => toMinor(typed, 'EUR'))).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
  ])
})

it('writes minor units as a decimal', () => {
  expect([fromMinor(1250, 'EUR'), fromMinor(7, 'EUR'), fromMinor(-5, 'EUR'), fromMinor(1050, 'JPY')]).toEqual([
    '12.50',
    '0.07',
    '-0.05',
    '1050',
  ])
})
