import { expect, it } from 'vitest'
import { gainWords, pWords, skillWords, spanWords } from './words'

it('says how an error compares with that of doing nothing, and whether chance explains it as well', () => {
  const says = (skill: number | null | undefined, p: number | null | undefined) => skillWords(skill, p, 'en-GB')
  expect(says(0.032, 0.012)).toBe(
    'Measured on the past, its error was 3.2% smaller than that of doing nothing (p 0.012).',
  )
  expect(says(0.032, 0.06)).toBe(
    'Measured on the past, its error was 3.2% smaller than that of doing nothing, which chance may explain as well (p 0.060).',
  )
  expect(says(-0.05, null)).toBe('Measured on the past, its error was 5% larger than that of doing nothing.')
  expect(says(0.0004, 0.9)).toBe('Measured on the past, as good as doing nothing.')
  expect([null, undefined].map((skill) => says(skill, null))).toEqual([
    'Not yet measured against doing nothing.',
    'Not yet measured against doing nothing.',
  ])
})

it('writes a horizon in words', () => {
  expect(['1h', '4h', '1D', '1W'].map(spanWords)).toEqual(['1 hour', '4 hours', '1 day', '1W'])
})

it('writes a p so that one below the limit never reads as the limit', () => {
  expect([0.0499, 0.05, 0.0001, 1].map((p) => pWords(p, 'en-GB'))).toEqual([
    'p 0.049',
    'p 0.050',
    'p < 0.001',
    'p 1.000',
  ])
  expect(pWords(0.048, 'de-DE')).toBe('p 0,048')
})

it('writes a gain with its sign', () => {
  expect([0.032, -0.05, 0, null].map((skill) => gainWords(skill, 'en-GB'))).toEqual(['+3.2%', '-5%', '0%', '–'])
})
