import { expect, it } from 'vitest'
import { shapeOf } from './Bars'
import { tintOf } from './CalendarHeat'
import { barOf } from './DivergingBars'
import { placeOf } from './DotStrip'
import { extent } from './extent'
import { sparkPath } from './Sparkline'
import { place, type Tile } from './Treemap'

const tile = (id: string, value: number): Tile => ({ id, label: id, value, note: '', colour: 'red' })

it('gives each tile its share of the whole, and none to what is not above zero', () => {
  const placed = place([tile('small', 1), tile('large', 3), tile('none', 0), tile('debt', -5)], 400, 100)
  expect(placed.map(({ id }) => id)).toEqual(['large', 'small'])
  // 400 by 100 less the gap of 2 between the two: three quarters and one quarter, to a pixel.
  const [large, small] = placed.map(({ width, height }) => width * height)
  expect(Math.abs((large ?? 0) / (small ?? 1) - 3)).toBeLessThan(0.1)
  expect(place([], 400, 100)).toEqual([])
})

it('keeps every tile within the map, without overlap', () => {
  const placed = place(
    [5, 4, 3, 2, 1].map((value) => tile(String(value), value)),
    300,
    200,
  )
  for (const one of placed) {
    expect(one.x >= 0 && one.y >= 0 && one.x + one.width <= 300.01 && one.y + one.height <= 200.01).toBe(true)
    const meets = placed.filter(
      (other) =>
        other !== one &&
        one.x < other.x + other.width &&
        other.x < one.x + one.width &&
        one.y < other.y + other.height &&
        other.y < one.y + one.height,
    )
    expect(meets).toEqual([])
  }
})

it('draws a small line from edge to edge, level where nothing changes, and anew after a gap', () => {
  expect(sparkPath([0, 10])).toBe('M0,26L100,2')
  expect(sparkPath([7, 7, 7])).toBe('M0,14L50,14L100,14')
  expect(sparkPath([1, null, 1])).toBe('M0,14M100,14')
  expect([sparkPath([]), sparkPath([null])]).toEqual(['', ''])
})

it('lets bars diverge from zero', () => {
  // From -10 to 30: zero is a quarter of the way.
  expect(barOf(30, -10, 40)).toEqual({ start: 25, size: 75 })
  expect(barOf(-10, -10, 40)).toEqual({ start: 0, size: 25 })
  expect(barOf(0, -10, 40)).toEqual({ start: 25, size: 0 })
})

it('stands a bar on zero, hangs it from zero, and shows the smallest, too', () => {
  const y = (value: number) => 100 - (value + 50) // -50 to 50 on 100 pixels
  expect(shapeOf(30, y, 100)).toEqual({ top: 20, tall: 30 })
  expect(shapeOf(-30, y, 100)).toEqual({ top: 50, tall: 30 })
  expect(shapeOf(0.1, y, 100)).toEqual({ top: 48, tall: 2 })
  expect(shapeOf(0, (value) => 100 - value, 100)).toEqual({ top: 98, tall: 2 })
})

it('tints by size and by sign', () => {
  expect(tintOf(10, 10)).toContain('var(--good) 42%')
  expect(tintOf(-5, 10)).toContain('var(--bad) 21%')
  expect(tintOf(0, 10)).toContain(' 0%')
})

it('knows the ends of figures, and of none', () => {
  expect([extent([3, null, -1]), extent([]), extent([null])]).toEqual([
    [-1, 3],
    [0, 0],
    [0, 0],
  ])
})

it('places days between two others, whatever the clocks do', () => {
  expect(placeOf('2026-03-29', '2026-03-24', '2026-04-03')).toBe(50)
  expect([
    placeOf('2026-03-24', '2026-03-24', '2026-04-03'),
    placeOf('2026-01-01', '2026-01-01', '2026-01-01'),
  ]).toEqual([0, 0])
})
