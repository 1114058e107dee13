import { expect, it } from 'vitest'
import { wordsOf } from './ProgressBar'

const standing = { done: 1_200, total: 10_000, percent: 12, etaS: 22, perS: 400 }

it('says how much is done, how fast, and how long the rest takes', () => {
  expect(wordsOf(standing, 'rows', 'en-GB')).toBe('1,200 of 10,000 rows · 400 a second · 22 s left')
  expect(wordsOf({ ...standing, etaS: 3.4 }, 'rows', 'en-GB')).toContain('3 s left')
  expect(wordsOf({ ...standing, etaS: 150 }, 'rows', 'en-GB')).toContain('3 min left')
  expect(wordsOf({ ...standing, etaS: 0.2 }, 'rows', 'en-GB')).toContain('almost done')
})

it('leaves out what is not known', () => {
  expect(wordsOf({ done: 7, total: null, percent: null, etaS: null, perS: null }, 'transactions', 'en-GB')).toBe(
    '7 transactions',
  )
})
