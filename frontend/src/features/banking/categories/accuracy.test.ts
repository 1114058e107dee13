import { expect, it } from 'vitest'
import { inOrderAsked, likelyRange, outcomeOf, percent } from './accuracy'

const rounded = (range: [number, number] | null) => range?.map((share) => Math.round(share * 1000) / 1000)

it('tells how little a few answers prove', () => {
  // Wilson's interval for 9 of 10 and for 900 of 1,000, as textbooks have it.
  expect(rounded(likelyRange(9, 10))).toEqual([0.596, 0.982])
  expect(rounded(likelyRange(900, 1000))).toEqual([0.88, 0.917])
})

it('keeps a range between none and all, and has none of nothing', () => {
  expect(likelyRange(0, 0)).toBeNull()
  expect(rounded(likelyRange(3, 3))?.[1]).toBe(1)
  expect(rounded(likelyRange(0, 3))?.[0]).toBe(0)
})

it('says 100% only of all and 0% only of none', () => {
  expect([0.999, 1, 0.001, 0, 0.854].map((share) => percent(share))).toEqual(['99%', '100%', '1%', '0%', '85%'])
})

it('parts what was confirmed into right, wrong and unanswered', () => {
  expect(outcomeOf({ confirmed: 60, answered: 40, right: 34 })).toEqual({ right: 34, wrong: 6, unanswered: 20 })
})

it('lists the steps as they are asked, unknown ones last', () => {
  const sources = [{ source: 'model' }, { source: 'new' }, { source: 'merchant' }, { source: 'rule' }]
  expect(inOrderAsked(sources).map(({ source }) => source)).toEqual(['rule', 'merchant', 'model', 'new'])
})
