import { expect, test } from 'vitest'
import { termText } from './termText'

test.each([
  [2023.327383300001, '2,023.327383'],
  [0.97809799056, '0.978098'],
  [-0, '0'],
  [-1.5, '-1.5'],
  ['0.123456789012', '0.123456789012'],
])('%s is written as %s', (value, words) => {
  expect(termText(value, 'en-GB')).toBe(words)
})
