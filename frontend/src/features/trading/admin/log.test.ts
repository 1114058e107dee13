import { expect, it } from 'vitest'
import { MAX_LINES, withLine, type Line } from './log'

it('keeps the newest lines, newest first, and none that only repeats or says nothing', () => {
  let lines: readonly Line[] = []
  for (let place = 0; place < MAX_LINES + 5; place += 1) lines = withLine(lines, '', `line ${place}`)
  expect(lines).toHaveLength(MAX_LINES)
  expect(lines[0]?.text).toBe(`line ${MAX_LINES + 4}`)
  expect(new Set(lines.map(({ id }) => id)).size).toBe(MAX_LINES)
  expect([withLine(lines, '', `line ${MAX_LINES + 4}`), withLine(lines, '', '')]).toEqual([lines, lines])
})
