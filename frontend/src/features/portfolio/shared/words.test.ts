import { expect, test } from 'vitest'
import type { Figure } from './api'
import { figureText, gapWords, isUnderAYear, statusWords } from './words'

const figure = (value: Figure['value'], currency: string | null = null): Figure => ({
  value,
  method: '',
  currency,
  quality: [],
  status: value === null ? 'missing_fx' : 'ok',
})

test.each([
  [figure('1234567890123456.789', 'EUR'), '€1,234,567,890,123,456.79'],
  [figure('10', 'JPY'), '¥10'],
  [figure(0.1584), '+15.84%'],
  [figure(-0.02), '-2.00%'],
  [figure(0), '0.00%'],
  [figure(null, 'EUR'), '–'],
])('a figure is read in its unit, digit by digit: %#', (given, text) => {
  expect(figureText(given, 'en')).toBe(text)
})

test('a gain has its sign', () => {
  expect(figureText(figure('10.5', 'EUR'), 'en', 'gain')).toBe('+€10.50')
  expect(figureText(figure('-10.5', 'EUR'), 'en', 'gain')).toBe('-€10.50')
  expect(figureText(figure('0', 'EUR'), 'en', 'gain')).toBe('€0.00')
})

test('a price far below a cent is not shown as nothing', () => {
  expect(figureText(figure('0.00001234', 'EUR'), 'en', 'price')).toBe('€0.00001234')
  expect(figureText(figure('110.5', 'EUR'), 'en', 'price')).toBe('€110.50')
})

test('every status but ok has words', () => {
  const statuses = ['no_solution', 'no_unique_solution', 'missing_fx', 'missing_price'] as const
  expect(new Set(statuses.map(statusWords)).size).toBe(statuses.length)
  expect(statusWords('ok')).toBeNull()
})

test('a gap names what it is about, and one that is new is still said', () => {
  const days = { first_on: '2026-01-01', last_on: '2026-01-02' }
  expect(gapWords({ kind: 'missing_fx', subject: 'USD/EUR', ...days })).toMatch(/^USD\/EUR: There is no exchange rate/)
  expect(gapWords({ kind: 'some_new_kind', subject: '', ...days })).toBe('some new kind')
})

test('a figure of a period under a year says so', () => {
  const gap = { kind: 'under_a_year', subject: '', first_on: '2026-01-01', last_on: '2026-01-02' }
  expect(isUnderAYear({ ...figure(0.1), quality: [gap] })).toBe(true)
  expect(isUnderAYear(figure(0.1))).toBe(false)
})
