import { expect, test } from 'vitest'
import { byReceipt } from './receipt'

test('what was taken in last comes first, whatever day it is booked on', () => {
  const early = { received_at: '2026-11-27T07:51:51.000Z' }
  const late = { received_at: '2026-11-27T08:09:41.500Z' }
  expect(byReceipt([early, late])).toEqual([late, early])
})
