import { expect, it } from 'vitest'
import { drawdowns } from './curves'

it('tells how far each day is below the best one before it, the beginning included', () => {
  const at = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-01-05']
  const values = [-0.1, 0.25, null, 0, 0.25]
  const points = at.map((each, place) => ({ at: each, value: values[place] ?? null }))
  // 0.9 / 1 - 1; 1.25 is the best; 1 / 1.25 - 1
  const expected = [-0.1, 0, null, -0.2, 0]
  drawdowns(points).forEach(({ value }, place) => {
    if (expected[place] === null) expect(value).toBeNull()
    else expect(value).toBeCloseTo(expected[place] ?? NaN, 12)
  })
})
