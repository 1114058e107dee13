import { describe, expect, it } from 'vitest'
import type { Row } from './api'
import { chosen, counted, verdictOf } from './rows'

const row = (place: number, fields: Partial<Row> = {}): Row => ({
  place,
  line: place + 2,
  activity: null,
  is_known: false,
  problem: null,
  skipped: null,
  warnings: [],
  name: null,
  ...fields,
})
const rows = [
  row(0),
  row(1, { is_known: true }),
  row(2, { problem: 'No price.' }),
  row(3, { skipped: 'A total.' }),
  row(4),
]

describe("a broker's rows", () => {
  it('are new, known, left out, or a problem', () => {
    expect(rows.map(verdictOf)).toEqual(['new', 'known', 'problem', 'skipped', 'new'])
    expect(counted(rows)).toBe('2 new, 1 known, 1 with a problem, 1 left out')
  })

  it('are stored where they are new, or overruled', () => {
    expect(chosen(rows, new Set())).toEqual({ keep: [], leave: [], count: 2 })
    expect(chosen(rows, new Set([0, 1]))).toEqual({ keep: [1], leave: [0], count: 2 })
    expect(chosen(rows, new Set([2, 3]))).toEqual({ keep: [], leave: [], count: 2 })
  })
})
