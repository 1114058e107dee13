import { expect, test } from 'vitest'
import { stateOf } from './words'

const AT = '2026-11-27T00:00:00Z'

test.each([
  [null, null, 'open'],
  [null, AT, 'held'],
  [AT, null, 'locked'],
  [AT, AT, 'locked'],
] as const)(
  'locked %s and held up %s is %s: a lock counts before failed sign-ins',
  (locked_at, held_up_until, state) => {
    expect(stateOf({ locked_at, held_up_until })).toBe(state)
  },
)
