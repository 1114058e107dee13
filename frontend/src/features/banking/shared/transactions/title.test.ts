import { expect, it } from 'vitest'
import { example } from './example'
import { isLike } from './sameMerchant'
import { textBelow, titleOf } from './title'

it('does not say the same twice', () => {
  const bank = example(1, 1, { description: 'POS  OMV 1229, BD. MIHAI' })
  expect([titleOf(bank), textBelow(bank)]).toEqual(['POS  OMV 1229, BD. MIHAI', null])
  expect(textBelow(example(1, 1, { merchant: 'Lidl', description: 'LIDL' }))).toBeNull()
  expect(textBelow(example(1, 1, { merchant: 'Lidl', description: 'POS Lidl 22' }))).toBe('POS Lidl 22')
  expect(textBelow(example(1, 1))).toBeNull()
})

it('takes for the same merchant only the same name, and leaves alone what was decided by hand', () => {
  const row = example(1, 1, { merchant: 'Căpșuna' })
  const like = (facts: object) => isLike(example(2, 2, { merchant: 'CAPSUNA', ...facts }), row, 'FOOD')
  expect([like({}), like({ merchant: 'Căpșuna Nord' }), like({ category: 'FOOD' })]).toEqual([true, false, false])
  expect([
    like({ category: 'GIFTS', category_source: 'user' }),
    like({ category: 'GIFTS', category_source: 'model' }),
  ]).toEqual([false, true])
})
