import { expect, it } from 'vitest'
import { pace } from './progress'

it('tells rows a second once something has moved', () => {
  const first = { done: 2000, at: 1_000 }
  expect(pace(first, 10_000, 3_000)).toBe(4000)
  expect(pace(first, 2000, 1_000)).toBeNull()
})
