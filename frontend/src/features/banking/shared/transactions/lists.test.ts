import { expect, it } from 'vitest'
import { example } from './example'
import { changed, rowsOf, withFirstPage, without, withRow, type Pages } from './lists'

/** Two pages, the newest row at minute 40; a cursor where there is more. */
const LIST: Pages = {
  pages: [
    { items: [example(4, 40), example(3, 30)], next_cursor: 'a' },
    { items: [example(2, 20), example(1, 10)], next_cursor: null },
  ],
  pageParams: [null, 'a'],
}
const minutes = (data: Pages) => rowsOf(data).map(({ occurred_at }) => Number(occurred_at.slice(14, 16)))

it('puts a row where it belongs by its moment', () => {
  expect(minutes(withRow(LIST, example(9, 50)))).toEqual([50, 40, 30, 20, 10])
  expect(minutes(withRow(LIST, example(9, 25)))).toEqual([40, 30, 25, 20, 10])
  expect(minutes(withRow(LIST, example(9, 5)))).toEqual([40, 30, 20, 10, 5])
})

it('leaves out what lies below the last page that is loaded', () => {
  const more: Pages = { ...LIST, pages: LIST.pages.map((page) => ({ ...page, next_cursor: 'b' })) }
  expect(minutes(withRow(more, example(9, 5)))).toEqual([40, 30, 20, 10])
})

it('changes and removes rows, and is the same list where there is nothing to change', () => {
  expect(rowsOf(changed(LIST, (row) => (row.id === 2 ? { ...row, merchant: 'Lidl' } : row)))[2]?.merchant).toBe('Lidl')
  expect(minutes(without(LIST, (row) => row.id === 3))).toEqual([40, 20, 10])
  expect(changed(LIST, (row) => row)).toBe(LIST)
  expect(without(LIST, () => false)).toBe(LIST)
})

it('takes a fresh first page and keeps the pages below', () => {
  const fresh = { items: [example(6, 55), example(4, 40, { merchant: 'Lidl' })], next_cursor: 'c' }
  const next = withFirstPage(LIST, fresh)
  expect(minutes(next)).toEqual([55, 40, 30, 20, 10])
  expect([next.pages.length, rowsOf(next)[1]?.merchant]).toEqual([2, 'Lidl'])
})

it('lets go of what a fresh first page no longer has', () => {
  const fresh = { items: [example(4, 40), example(2, 20)], next_cursor: 'c' }
  expect(minutes(withFirstPage(LIST, fresh))).toEqual([40, 20, 10])
})

it('starts anew where a fresh first page does not reach what was loaded', () => {
  const fresh = { items: [example(8, 58), example(7, 57)], next_cursor: 'c' }
  expect(withFirstPage(LIST, fresh)).toEqual({ pages: [fresh], pageParams: [null] })
})
