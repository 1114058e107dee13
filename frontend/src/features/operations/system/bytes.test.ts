import { expect, it } from 'vitest'
import { bytes } from './bytes'

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1_449_000, '1.4 MB'],
  [82_300_000_000, '82.3 GB'],
  [5e15, '5,000 TB'],
])('writes %d as %s', (size, said) => {
  expect(bytes(size, 'en-GB')).toBe(said)
})

it('says nothing of what is not known', () => {
  expect(bytes(null, 'en-GB')).toBe('–')
})
