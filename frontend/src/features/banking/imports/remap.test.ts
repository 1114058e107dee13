import { beforeEach, expect, it } from 'vitest'
import { readMapping } from './mapping'
import { changesOf, keepRemap, readRemap } from './remap'

beforeEach(() => {
  sessionStorage.clear()
})

it('tells only the fields that a person has changed', () => {
  const before = readMapping({ date: 'Date', amount: 'Sum', description: ['Text'] })
  const after = { ...before, date_format: 'mdy' as const, amount: null, debit: 'Sum' }
  expect(changesOf(before, after)).toEqual({ date_format: 'mdy', amount: null, debit: 'Sum' })
  expect(changesOf(before, { ...before, description: ['Text'] })).toEqual({})
})

it('remembers what was said of a file, each file by itself', () => {
  keepRemap(3, { mapping: { sign: 'negate' }, answers: { Date: 'dmy' } })
  expect(readRemap(3)).toEqual({ mapping: { sign: 'negate' }, answers: { Date: 'dmy' } })
  expect(readRemap(4)).toEqual({ mapping: {}, answers: {} })
})
