import { expect, test } from 'vitest'
import { spread } from './TimeLine'

test.each([
  [5, 60],
  [61, 60],
  [3650, 60],
])('of %s days at most %s are told, the first and the last among them', (days, most) => {
  const all = Array.from({ length: days }, (_, day) => day)
  const told = spread(all, most)
  expect(told.length).toBe(Math.min(days, most))
  expect([told[0], told.at(-1)]).toEqual([0, days - 1])
})
