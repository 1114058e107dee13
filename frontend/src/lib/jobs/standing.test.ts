import { expect, it } from 'vitest'
import { pace, standing } from './standing'

const first = { done: 0, at: 0 }
const push = (done: number, at: number, etaS: number | null) => ({ done, total: 100, at, etaS })

it('tells units a second once something has moved', () => {
  expect(pace({ done: 2000, at: 1_000 }, 10_000, 3_000)).toBe(4000)
  expect(pace({ done: 2000, at: 1_000 }, 2000, 1_000)).toBeNull()
})

it('counts the pushed time down, and never below nothing', () => {
  const known = { done: 40, total: 100 }
  expect(standing(known, push(50, 4_000, 8), first, 6_000)).toMatchObject({ done: 50, percent: 50, etaS: 6 })
  expect(standing(known, push(50, 4_000, 1), first, 9_000).etaS).toBe(0)
})

it('reckons the time itself where pushes fail to come', () => {
  const known = { done: 50, total: 100 }
  expect(standing(known, null, first, 5_000)).toMatchObject({ etaS: 5, perS: 10 })
  expect(standing(known, push(20, 2_000, 99), first, 5_000).etaS).toBe(5)
})

it('knows no time before anything has moved, and says so', () => {
  expect(standing({ done: 0, total: 100 }, null, first, 5_000)).toMatchObject({ percent: 0, etaS: null })
})

it('knows no share of what has no known size', () => {
  expect(standing({ done: 7, total: null }, null, first, 1_000)).toEqual({
    done: 7,
    total: null,
    percent: null,
    etaS: null,
    perS: 7,
  })
  expect(standing({ done: 7, total: null }, push(10, 500, null), first, 1_000)).toMatchObject({
    total: 100,
    percent: 10,
  })
})

it('holds whole where the work is more than was thought, or nothing', () => {
  expect(standing({ done: 120, total: 100 }, null, first, 1_000)).toMatchObject({ total: 120, percent: 100 })
  expect(standing({ done: 0, total: 0 }, null, null, 0)).toMatchObject({ percent: 0, etaS: null })
})
