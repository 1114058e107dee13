import { expect, it } from 'vitest'
import { labelOf, searchCategories, treeOf, type Category } from './categories'

const make = (code: string, parent: string | null, label: string, label_ro: string): Category => ({
  code,
  parent,
  label,
  label_ro,
  icon: 'tag',
  colour: '#000000',
  own: false,
  count: 0,
})
const FOOD = make('FOOD_AND_DRINK', null, 'Food and drink', 'Mâncare și băutură')
const GROCERIES = make('FOOD_AND_DRINK_GROCERIES', 'FOOD_AND_DRINK', 'Groceries', 'Alimente')
const FEES = make('BANK_FEES', null, 'Bank fees', 'Comisioane bancare')
const ALL = [FOOD, GROCERIES, FEES]
const codes = (typed: string) => searchCategories(ALL, typed).map((each) => each.code)

it('finds a category in either language, without accents', () => {
  expect(codes('mancare')[0]).toBe('FOOD_AND_DRINK')
  expect(codes('ALIM')).toEqual(['FOOD_AND_DRINK_GROCERIES'])
})

it('shows what is below a category after the category itself', () => {
  expect(codes('food')).toEqual(['FOOD_AND_DRINK', 'FOOD_AND_DRINK_GROCERIES'])
})

it('lists everything as a tree while nothing is typed', () => {
  expect(codes(' ')).toEqual(['FOOD_AND_DRINK', 'FOOD_AND_DRINK_GROCERIES', 'BANK_FEES'])
  expect(treeOf(ALL).map(({ below }) => below.length)).toEqual([1, 0])
})

it('speaks Romanian to whoever reads Romanian, and words a code that is gone', () => {
  expect(labelOf(FOOD, FOOD.code, 'ro-RO')).toBe('Mâncare și băutură')
  expect(labelOf(FOOD, FOOD.code, 'en-GB')).toBe('Food and drink')
  expect(labelOf(undefined, 'OWN_DOG_FOOD', 'en-GB')).toBe('Dog food')
})
