import { expect, test } from 'vitest'
import { daysBefore, gapWords, toSignedMinor } from './words'

test.each([
  ['12.5', 'EUR', 1250],
  ['-12,50', 'EUR', -1250],
  ['−3', 'EUR', -300],
  ['-0', 'EUR', 0],
  ['500', 'JPY', 500],
  ['1.234', 'EUR', null],
  ['--1', 'EUR', null],
  ['', 'EUR', null],
])('%s %s is %s in minor units', (typed, currency, minor) => {
  expect(toSignedMinor(typed, currency)).toBe(minor)
})

test.each([
  ['2026-03-31', 30, '2026-03-01'],
  ['2026-01-05', 10, '2025-12-26'],
])('%s less %s days is %s', (day, days, before) => {
  expect(daysBefore(day, days)).toBe(before)
})

test('a gap says how much, and between which days', () => {
  const where = { locale: 'en-GB', timeZone: 'Europe/Bucharest' }
  const gap = { amount: -1200, amount_decimal: '-12.00', since: '2020-11-03', until: '2020-11-09' }
  expect(gapWords(gap, 'EUR', where)).toMatch(/^Between .*3 Nov 2020 and .*9 Nov 2020, -€12\.00 is not explained/)
  expect(gapWords({ ...gap, since: null }, 'EUR', where)).toMatch(/^Up to .*9 Nov 2020/)
})
