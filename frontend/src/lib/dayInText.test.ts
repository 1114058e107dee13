import { expect, test } from 'vitest'
import { dayInText } from './dayInText'

const NOON = new Date('2026-11-27T12:00:00Z')
const IN_VIENNA = { locale: 'en-GB', timeZone: 'Europe/Vienna' }

test.each([
  ['2026-11-27', 'today'],
  ['2026-11-26', 'yesterday'],
  ['2026-11-25', 'Wed 25 Nov'],
])('%s stands in a sentence as %s', (day, words) => {
  expect(dayInText(day, IN_VIENNA, NOON)).toBe(words)
})
