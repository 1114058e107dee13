import { expect, it } from 'vitest'
import { firstKind, rowsOf } from './rows'
import type { WizardRow } from './types'

const row = (line: number, facts: Partial<WizardRow> = {}): WizardRow => ({
  line,
  duplicate: false,
  problem: null,
  twin: null,
  ...facts,
})

it('parts rows into new and known; a problem is neither', () => {
  const rows = [row(1), row(2, { duplicate: true }), row(3, { problem: 'no date' })]
  expect(rowsOf(rows, 'new').map(({ line }) => line)).toEqual([1])
  expect(rowsOf(rows, 'known').map(({ line }) => line)).toEqual([2])
})

it('looks first at what is new, then at problems, then at what is known', () => {
  expect(firstKind({ new: 1, known: 9, problems: 9 })).toBe('new')
  expect(firstKind({ new: 0, known: 9, problems: 1 })).toBe('problems')
  expect(firstKind({ new: 0, known: 9, problems: 0 })).toBe('known')
  expect(firstKind({ new: 0, known: 0, problems: 0 })).toBe('new')
})
