import { expect, test } from 'vitest'
import { startOf } from './periods'

test.each([
  ['1M', '2026-11-26', '2026-10-26'],
  ['1M', '2026-03-31', '2026-02-28'],
  ['1M', '2026-01-15', '2025-12-15'],
  ['3M', '2026-05-31', '2026-02-28'],
  ['1Y', '2024-02-29', '2023-02-28'],
  ['YTD', '2026-11-26', '2025-12-31'],
  ['All', '2026-11-26', null],
] as const)('%s up to %s begins at the close of %s', (period, today, start) => {
  expect(startOf(period, today)).toBe(start)
})
