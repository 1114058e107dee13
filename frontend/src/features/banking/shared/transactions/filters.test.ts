import { expect, it } from 'vitest'
import { minor } from './queries'
import { readFilters, writeFilters } from './filters'

it('keeps the filters through the address', () => {
  const address = writeFilters({ ...readFilters(new URLSearchParams()), q: 'lidl & co', status: 'PENDING' }).toString()
  expect(address).toBe('q=lidl+%26+co&status=PENDING')
  expect(readFilters(new URLSearchParams(address))).toMatchObject({ q: 'lidl & co', status: 'PENDING', from: '' })
})

it('turns what is typed into the currency’s own minor units, without a float', () => {
  const typed = ['12', '12.5', '12,34', '0.07', '1.234', 'x', '']
  expect(typed.map((each) => minor(each, 'EUR'))).toEqual(['1200', '1250', '1234', '7', '', '', ''])
  expect(['1050', '1050.5', '12,0'].map((each) => minor(each, 'JPY'))).toEqual(['1050', '', '12'])
  expect(['1.234', '12', '0,5'].map((each) => minor(each, 'KWD'))).toEqual(['1234', '12000', '500'])
})
