import { describe, expect, it } from 'vitest'
import { duration, moment, money } from './format'

describe('money', () => {
  it('formats a decimal string in the user’s locale', () => {
    expect(money('1234.50', 'EUR', 'en-GB')).toBe('€1,234.50')
    expect(money('1234.50', 'RON', 'ro-RO').replaceAll('\u00a0', ' ')).toBe('1.234,50 RON')
  })

  it('keeps digits that a float would lose', () => {
    expect(money('90071992547409.91', 'EUR', 'en-GB')).toBe('€90,071,992,547,409.91')
  })

  it('shows no decimals where the currency has none', () => {
    expect(money('1050', 'JPY', 'en-GB')).toBe('JP¥1,050')
  })
})

it('shows a moment in the user’s time zone, not the browser’s', () => {
  const userLocale = { locale: 'en-GB', timeZone: 'Pacific/Auckland' }
  expect(moment('2026-01-31T23:30:00Z', userLocale)).toBe('1 Feb 2026, 12:30')
})

it('words a duration by its size', () => {
  expect([duration(null), duration(0.42), duration(42), duration(150), duration(5400)]).toEqual([
    '–',
    '0.4 s',
    '42 s',
    '3 min',
    '1.5 h',
  ])
})
