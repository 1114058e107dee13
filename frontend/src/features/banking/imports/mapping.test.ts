import { expect, it } from 'vitest'
import { missing, readMapping, roleAt, withRole } from './mapping'

const COLUMNS = ['Data', 'Detalii', 'Suma', 'Suma']

it('reads what each column is, by name or by place', () => {
  const mapping = readMapping({ date: 'Data', description: ['Detalii'], amount: 2 })
  expect([0, 1, 2, 3].map((place) => roleAt(mapping, place, COLUMNS))).toEqual(['date', 'description', 'amount', null])
})

it('names a column where its name is its own, else its place', () => {
  const mapping = withRole(withRole(readMapping(null), 0, 'date', COLUMNS), 2, 'debit', COLUMNS)
  expect([mapping.date, mapping.debit]).toEqual(['Data', 2])
  expect(withRole(readMapping({ header_row: null }), 0, 'date', COLUMNS).date).toBe(0)
})

it('gives a column one meaning, and an amount either one column or one each way', () => {
  const signed = withRole(readMapping({ date: 'Data' }), 2, 'amount', COLUMNS)
  const parted = withRole(signed, 3, 'credit', COLUMNS)
  expect([parted.amount, parted.credit]).toEqual([null, 3])
  expect(withRole(parted, 0, 'merchant', COLUMNS)).toMatchObject({ date: null, merchant: 'Data' })
})

it('lets several columns make up the description, and a column mean nothing', () => {
  const two = withRole(readMapping({ description: ['Detalii'] }), 0, 'description', COLUMNS)
  expect(two.description).toEqual(['Detalii', 'Data'])
  expect(withRole(two, 1, null, COLUMNS).description).toEqual(['Data'])
})

it('turns no sign around once words say where money goes', () => {
  expect(withRole(readMapping({ sign: 'negate' }), 1, 'direction', COLUMNS).sign).toBe('as_is')
})

it('says what is missing', () => {
  expect(missing(readMapping(null))).toContain('date and the amount')
  expect(missing(readMapping({ date: 0 }))).toContain('amount')
  expect(missing(readMapping({ date: 0, debit: 1 }))).toBeNull()
})

it('says what does not fit', () => {
  const whole = { date: 0, amount: 1 }
  expect(missing(readMapping({ ...whole, fixed_currency: 'EU' }))).toContain('three letters')
  expect(missing(readMapping({ ...whole, fixed_currency: 'EU', currency: 2 }))).toBeNull()
  expect(missing(readMapping({ ...whole, decimal: ',', thousands: ',' }))).toContain('different separators')
})
