import { expect, it } from 'vitest'
import { pretty } from './pretty'

it('indents as JSON.stringify does', () => {
  const event = { type: 'a', list: [1, [], {}, { deep: [null, true] }], text: 'with "quotes", {braces} and \\' }
  expect(pretty(JSON.stringify(event))).toBe(JSON.stringify(event, null, 2))
})

it('leaves every digit of an amount as it was sent', () => {
  expect(pretty('{"amount":12.50,"id":12345678901234567890}')).toBe(
    '{\n  "amount": 12.50,\n  "id": 12345678901234567890\n}',
  )
})

it('gives back what is no JSON', () => {
  expect(pretty('{"half": ')).toBe('{"half": ')
  expect(pretty('')).toBe('')
})
