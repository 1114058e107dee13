// @vitest-environment jsdom
import { beforeEach, expect, it } from 'vitest'
import { changesOf, keepRemap, readRemap } from './remap'

beforeEach(() => {
  sessionStorage.clear()
})

it('tells only the fields that a person has changed', () => {
  const before = { date: 'Date', amount: 'Sum' as string | null, debit: null as string | null, description: ['Text'] }
  expect(changesOf(before, { ...before, amount: null, debit: 'Sum' })).toEqual({ amount: null, debit: 'Sum' })
  expect(changesOf(before, { ...before, description: ['Text'] })).toEqual({})
})

it('remembers what was said of a file, each file by itself', () => {
  keepRemap('/api/imports/3', { mapping: { sign: 'negate' }, answers: { Date: 'dmy' } })
  expect(readRemap('/api/imports/3')).toEqual({ mapping: { sign: 'negate' }, answers: { Date: 'dmy' } })
  expect(readRemap('/api/imports/4')).toEqual({ mapping: {}, answers: {} })
})

it('takes what cannot be read for nothing said', () => {
  sessionStorage.setItem('tidewatch.import.x', '{half')
  expect(readRemap('x')).toEqual({ mapping: {}, answers: {} })
})
