import { expect, it } from 'vitest'
import { pace, standing } from './progress'

const first = { done: 0, at: 0 }
const push = (done: number, at: number, etaS: number | null) => ({ done, total: 100, at, etaS })

it('tells rows a second once something has moved', () => {
  expect(pace({ done: 2000, at: 1_000 }, 10_000, 3_000)).toBe(4000)
  expect(pace({ done: 2000, at: 1_000 }, 2000, 1_000)).toBeNull()
})

it('counts the pushed time down, and never below nothing', () => {
  const record = { done: 40, total: 100 }
  expect(standing(record, push(50, 4_000, 8), first, 6_000)).toMatchObject({ done: 50, percent: 50, etaS: 6 })
  expect(standing(record, push(50, 4_000, 1), first, 9_000).etaS).toBe(0)
})

it('reckons the time itself where pushes fail to come', () => {
  const record = { done: 50, total: 100 }
  expect(standing(record, null, first, 5_000)).toMatchObject({ etaS: 5, rowsPerS: 10 })
  expect(standing(record, push(20, 2_000, 99), first, 5_000).etaS).toBe(5)
})

it('knows no time before anything has moved, and says so', () => {
  expect(standing({ done: 0, total: 100 }, null, first, 5_000)).toMatchObject({ percent: 0, etaS: null })
})

it('holds whole where the file has more rows than was thought, or none', () => {
  expect(standing({ done: 120, total: 100 }, null, first, 1_000)).toMatchObject({ total: 120, percent: 100 })
  expect(standing({ done: 0, total: 0 }, null, null, 0)).toMatchObject({ percent: 0, etaS: null })
})
