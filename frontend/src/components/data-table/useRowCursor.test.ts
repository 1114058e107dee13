import { expect, it } from 'vitest'
import { rowAfter } from './useRowCursor'

it('goes from row to row by letters and arrows, and stays at the ends', () => {
  expect([
    rowAfter('j', 1, 0, 5),
    rowAfter('ArrowDown', 1, 0, 5),
    rowAfter('k', 1, 0, 5),
    rowAfter('ArrowUp', 1, 0, 5),
  ]).toEqual([2, 2, 0, 0])
  expect([rowAfter('j', 4, 0, 5), rowAfter('k', 0, 0, 5)]).toEqual([null, null])
})

it('begins at the first row in sight', () => {
  expect([rowAfter('j', null, 20, 50), rowAfter('ArrowUp', null, 20, 50)]).toEqual([20, 20])
})

it('goes by pages and to both ends, never past them', () => {
  expect([rowAfter('PageDown', 3, 0, 50), rowAfter('PageDown', 45, 0, 50), rowAfter('PageUp', 3, 0, 50)]).toEqual([
    13, 49, 0,
  ])
  expect([rowAfter('Home', 30, 20, 50), rowAfter('End', null, 0, 50)]).toEqual([0, 49])
})

it('leaves all other keys, and empty tables, alone', () => {
  expect([rowAfter('x', 1, 0, 5), rowAfter('toString', 1, 0, 5), rowAfter('End', null, 0, 0)]).toEqual([
    null,
    null,
    null,
  ])
})
