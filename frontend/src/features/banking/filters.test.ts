import { expect, it } from 'vitest'
import { minor } from './api'
import { readFilters, writeFilters } from './filters'

it('keeps the filters through the address', () => {
  const address = writeFilters({ ...readFilters(new URLSearchParams()), q: 'lidl & co', status: 'PENDING' }).toString()
  expect(address).toBe('q=lidl+%26+co&status=PENDING')
  expect(readFilters(new URLSearchParams(address))).toMatchObject({ q: 'lidl & co', status: 'PENDING', from: '' })
})

it('turns what is typed into cents without a float', () => {
  expect(['12', '12.5', '12,34', '0.07', '1.234', 'x', ''].map(minor)).toEqual([
    '1200',
    '1250',
    '1234',
    '7',
    '',
    '',
    '',
  ])
})
