import { expect, it } from 'vitest'
import { skillWords } from './words'

it('says plainly whether a model beats doing nothing', () => {
  expect(skillWords(0.032, 'en-GB')).toBe('Its error is 3.2% smaller than that of doing nothing.')
  expect(skillWords(-0.05, 'en-GB')).toBe('Worse than doing nothing: its error is 5% larger.')
  expect(skillWords(0.0004, 'en-GB')).toBe('As good as doing nothing.')
  expect([null, undefined].map((skill) => skillWords(skill, 'en-GB'))).toEqual([
    'Not yet measured against doing nothing.',
    'Not yet measured against doing nothing.',
  ])
})
