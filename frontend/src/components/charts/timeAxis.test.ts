import { expect, it } from 'vitest'
import { axisOf, lookupOf, monthsBefore, startOf, wordsAt, type TimeSeries } from './timeAxis'

const series = (id: string, ...points: [at: string, value: number | null, text?: string][]): TimeSeries => ({
  id,
  label: id,
  points: points.map(([at, value, text]) => ({ at, value, ...(text === undefined ? {} : { text }) })),
})

it('puts all series on one axis, each moment once and in order', () => {
  const value = series('value', ['2026-01-02', 1], ['2026-01-05', 2])
  const index = series('index', ['2026-01-01', 1], ['2026-01-02', 3])
  expect(axisOf([value, index])).toEqual(['2026-01-01', '2026-01-02', '2026-01-05'])
  expect(axisOf([])).toEqual([])
})

it('goes back by months, onto a shorter month’s last day, across years, and with the time of a moment', () => {
  expect(monthsBefore('2026-05-31', 3)).toBe('2026-02-28')
  expect(monthsBefore('2026-01-15', 3)).toBe('2025-10-15')
  expect(monthsBefore('2028-02-29', 12)).toBe('2027-02-28')
  expect(monthsBefore('2026-03-31T14:00:00Z', 1)).toBe('2026-02-28T14:00:00Z')
})

it('starts a range at the first point within it', () => {
  const axis = ['2025-02-27', '2025-12-31', '2026-01-02', '2026-01-30', '2026-02-27']
  expect((['1M', '3M', 'YTD', '1Y', 'MAX'] as const).map((range) => startOf(range, axis))).toEqual([3, 1, 2, 0, 0])
})

it('shows all there is of a history shorter than the range, and nothing of none', () => {
  expect(startOf('1Y', ['2026-02-01', '2026-02-02'])).toBe(0)
  expect(startOf('1Y', [])).toBe(0)
})

it('says the exact figure where one is given, and that there is none, or why, where there is none', () => {
  const exact = series('value', ['01', 0.1, '€0.10'], ['02', null], ['03', 2], ['05', null, 'not known'])
  const words = (at: string) => wordsAt(lookupOf([exact]), 'value', at, (value) => `~${value}`)
  expect(['01', '02', '03', '04', '05'].map(words)).toEqual(['€0.10', '–', '~2', '–', 'not known'])
  expect(wordsAt(lookupOf([exact]), 'other', '01', String)).toBe('–')
})
