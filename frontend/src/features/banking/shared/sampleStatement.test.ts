import { expect, it } from 'vitest'
import { sampleStatement } from './sampleStatement'

it('is a statement of the last weeks with a salary and a rent in each month', () => {
  const rows = sampleStatement('2026-03-10', 'RON').trim().split('\n')
  expect(rows[0]).toBe('Date,Description,Amount,Currency')
  expect(rows.filter((row) => row.includes('Salary'))).toEqual([
    '2026-02-28,Salary,2450.00,RON',
    '2026-01-28,Salary,2450.00,RON',
    '2025-12-28,Salary,2450.00,RON',
  ])
  expect(rows.filter((row) => row.includes('Rent')).map((row) => row.slice(0, 10))).toEqual([
    '2026-03-01',
    '2026-02-01',
    '2026-01-01',
  ])
  expect(rows.every((row) => row.split(',').length === 4)).toBe(true)
})
