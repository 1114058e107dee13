import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Transaction } from '@/lib/api/types'
import { Arrivals } from './arrivals'
import { example } from './example'
import { hold } from '@/lib/hold'
import { Latest } from './latest'

let given: (number | null)[][]
let arrivals: Arrivals
let end: () => void

beforeEach(() => {
  vi.useFakeTimers()
  given = []
  arrivals = new Arrivals((rows: Transaction[]) => given.push(rows.map(({ id }) => id)), 100)
  end = arrivals.begin()
})
afterEach(() => {
  end()
  vi.useRealTimers()
})

it('gives out at once while nobody is busy', () => {
  arrivals.add([example(1, 1)])
  expect(given).toEqual([[1]])
})

it('waits while one is busy, and a moment longer', () => {
  const [one, other] = [hold(), hold()]
  arrivals.add([example(1, 1)])
  arrivals.add([example(2, 2)])
  one()
  vi.advanceTimersByTime(200)
  expect([given, arrivals.count]).toEqual([[], 2])
  other()
  expect(given).toEqual([])
  vi.advanceTimersByTime(200)
  expect([given, arrivals.count]).toEqual([[[1, 2]], 0])
})

it('keeps waiting where one is busy again before that moment is over', () => {
  const one = hold()
  arrivals.add([example(1, 1)])
  one()
  const other = hold()
  vi.advanceTimersByTime(500)
  expect(given).toEqual([])
  other()
})

it('gives out what waits when told to, and forgets what is gone meanwhile', () => {
  const done = hold()
  arrivals.add([example(1, 1), example(2, 2)])
  arrivals.learn('1:t1', null)
  arrivals.release()
  expect(given).toEqual([[2]])
  done()
})

it('remembers the last seconds, each row as it was told last', () => {
  const latest = new Latest()
  latest.created([example(1, 1), example(2, 2)], 0)
  latest.changed([example(1, 1, { merchant: 'Lidl' })], 10_000)
  latest.gone(['1:t2'], 10_000)
  const { created, gone } = latest.read(12_000)
  expect([created.map(({ merchant }) => merchant), [...gone]]).toEqual([['Lidl'], ['1:t2']])
  expect(latest.read(60_000)).toEqual({ created: [], rows: [], gone: new Set() })
})
