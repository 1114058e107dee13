import { expect, it } from 'vitest'
import { placeAfter } from './useCursor'

it('goes from one part of a chart to the next and stays at its ends', () => {
  expect(placeAfter('ArrowRight', null, 3)).toBe(0)
  expect(placeAfter('ArrowRight', 1, 3)).toBe(2)
  expect(placeAfter('ArrowRight', 2, 3)).toBe(2)
  expect(placeAfter('ArrowLeft', null, 3)).toBe(2)
  expect(placeAfter('Home', 2, 3)).toBe(0)
})

it('leaves other keys to the page', () => {
  expect(placeAfter('j', 1, 3)).toBeNull()
})
