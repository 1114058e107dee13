import { expect, it } from 'vitest'
import { dayOf, dayWords, timeOf, whenOf } from './days'

const TASTE = { locale: 'en-GB', timeZone: 'Europe/Bucharest' }
const NOW = new Date('2026-11-25T12:00:00Z')
const at = (occurred_at: string, more = {}) => ({ occurred_at, ...more })

it('takes a row’s own day in every time zone, else the day in the person’s', () => {
  expect(dayOf(at('2026-11-25T22:30:00Z'), 'Europe/Bucharest')).toBe('2026-11-26')
  for (const zone of ['Pacific/Auckland', 'America/Los_Angeles', 'UTC'])
    expect(dayOf(at('2026-11-25T12:00:00Z', { booked_on: '2026-11-25' }), zone)).toBe('2026-11-25')
})

it('says a day as people do, the year only where it is another', () => {
  const days = ['2026-11-25', '2026-11-24', '2026-03-02', '2025-12-31']
  expect(days.map((day) => dayWords(day, TASTE, NOW).replace(',', ''))).toEqual([
    'Today',
    'Yesterday',
    'Mon 2 Mar',
    'Wed 31 Dec 2025',
  ])
})

it('shows no time that was not given', () => {
  expect(timeOf(at('2026-11-25T12:00:00Z', { has_time: false }), TASTE)).toBeNull()
  expect(timeOf(at('2026-11-25T12:00:00Z', { has_time: true }), TASTE)).toBe('14:00')
  expect(timeOf(at('2026-11-25T12:00:00Z'), TASTE)).toBe('14:00')
  expect(whenOf(at('2020-01-05T12:00:00Z', { booked_on: '2020-01-05', has_time: false }), TASTE)).toBe(
    'Sun, 5 Jan 2020',
  )
})
