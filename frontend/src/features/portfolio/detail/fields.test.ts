import { expect, test } from 'vitest'
import { TYPES } from '../shared/activityTypes'
import { bodyOf, decimalOf, draftOf, fieldsOf, type Activity } from './fields'

const known: Activity = {
  id: 1,
  portfolio: 1,
  on: '2026-03-02',
  type: 'dividend',
  symbol: 'VWCE.DE',
  currency: 'USD',
  quantity: '3',
  unit_price: null,
  price_currency: null,
  amount: '4.20',
  fee: '0',
  tax: '0.63',
  fx_rate: null,
  received: null,
  received_currency: null,
  external_id: 'x1',
  note: null,
  is_opening: false,
}

test.each(TYPES)('a new %s shows some fields, and sends no other', (type) => {
  const draft = { ...draftOf({ ...known, quantity: '7', received: '9' }, '2026-11-26', 'EUR'), type }
  const shown = fieldsOf(type, null)
  const sent = Object.entries(bodyOf(draft, null)).filter(([, value]) => value !== null && value !== '0')
  const names = sent.map(([name]) => name).filter((name) => !['type', 'on', 'currency'].includes(name))
  expect(shown.length).toBeGreaterThan(0)
  expect(shown).toEqual(expect.arrayContaining(names))
})

test('what a known activity has beyond its type’s fields is shown, and kept', () => {
  expect(fieldsOf('dividend', known)).toContain('quantity')
  expect(bodyOf(draftOf(known, '2026-11-26', 'EUR'), known)).toMatchObject({
    quantity: '3',
    amount: '4.20',
    fee: '0',
    tax: '0.63',
    currency: 'USD',
  })
})

test('another type empties the fields that it does not have', () => {
  const body = bodyOf({ ...draftOf(known, '2026-11-26', 'EUR'), type: 'deposit' }, known)
  expect(body).toMatchObject({ symbol: null, quantity: null, tax: '0', amount: '4.20' })
})

test.each([
  ['12,5', '12.5'],
  ['12.5', '12.5'],
  ['1 200,50', '1200.50'],
  ['1,000', '1,000'],
  ['1,200.50', '1,200.50'],
  ['-3,2', '-3.2'],
])('%s is sent as %s', (typed, sent) => {
  expect(decimalOf(typed)).toBe(sent)
})
