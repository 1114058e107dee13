import { describe, expect, it } from 'vitest'
import { labelOf, searchCategories, treeOf, type Category } from './categories'

const make = (code: string, parent: string | null, label: string, label_ro: string): Category => ({
  code,
  parent,
  label,
  label_ro,
  icon: 'tag',
  colour: '#000000',
  own: code.startsWith('OWN_'),
  count: 0,
})
const ALL = [
  make('FOOD', null, 'Food and drink', 'Mâncare și băutură'),
  make('FOOD_GROCERIES', 'FOOD', 'Groceries', 'Alimente'),
  make('FOOD_COFFEE', 'FOOD', 'Coffee', 'Cafea'),
  make('GOVERNMENT', null, 'Government and charity', 'Stat și donații'),
  make('GOVERNMENT_OFFICES', 'GOVERNMENT', 'Government offices', 'Instituții publice'),
  make('TRANSPORT', null, 'Transport', 'Transport'),
  make('TRANSPORT_PUBLIC', 'TRANSPORT', 'Public transport', 'Transport public'),
  make('FEES', null, 'Bank fees', 'Comisioane bancare'),
  make('FEES_ATM', 'FEES', 'Cash machine fees', 'Comisioane de retragere'),
  make('RENT', null, 'Rent and bills', 'Chirie și facturi'),
  make('RENT_HOUSE', 'RENT', 'Rent', 'Chirie'),
  make('SPORT', null, 'Clubs and sport', 'Cluburi și sport'),
]
const codes = (typed: string, locale = 'en-GB', recent: string[] = []) =>
  searchCategories(ALL, typed, locale, recent).map((each) => each.code)

describe('searching categories', () => {
  it('puts what begins with the typed word in one’s own language first', () => {
    expect(codes('public')).toEqual(['TRANSPORT_PUBLIC', 'GOVERNMENT_OFFICES'])
    expect(codes('public', 'ro-RO')).toEqual(['TRANSPORT_PUBLIC', 'GOVERNMENT_OFFICES'])
    expect(codes('transport', 'ro-RO').slice(0, 2)).toEqual(['TRANSPORT', 'TRANSPORT_PUBLIC'])
  })

  it('puts the start of a word before its inside', () => {
    expect(codes('sport')).toEqual(['SPORT', 'TRANSPORT', 'TRANSPORT_PUBLIC'])
    expect(codes('fees')).toEqual(['FEES', 'FEES_ATM'])
  })

  it('prefers the whole name to one that only begins with it', () => {
    expect(codes('rent')[0]).toBe('RENT_HOUSE')
  })

  it('finds words in any order', () => {
    expect(codes('transport pub')[0]).toBe('TRANSPORT_PUBLIC')
  })

  it('reads the other language last, without accents, composed or not', () => {
    expect(codes('mancare')[0]).toBe('FOOD')
    expect(codes('institutii')).toEqual(['GOVERNMENT_OFFICES'])
    for (const typed of ['instituții', 'instituţii', 'institut\u0326ii'])
      expect(codes(typed, 'ro-RO')).toEqual(['GOVERNMENT_OFFICES'])
  })

  it('lets those chosen last lead among equals, and only among equals', () => {
    expect(codes('co', 'en-GB', ['FEES'])).toEqual(['FOOD_COFFEE', 'FEES', 'FEES_ATM'])
    expect(codes('chirie', 'ro-RO', ['RENT'])).toEqual(['RENT_HOUSE', 'RENT'])
    expect(codes('government', 'en-GB', ['GOVERNMENT_OFFICES'])).toEqual(['GOVERNMENT_OFFICES', 'GOVERNMENT'])
  })

  it('shows what is below a match after all matches', () => {
    expect(codes('food')).toEqual(['FOOD', 'FOOD_GROCERIES', 'FOOD_COFFEE'])
  })

  it('lists everything as a tree while nothing is typed', () => {
    expect(codes(' ')).toEqual(ALL.map(({ code }) => code))
    expect(treeOf(ALL)[0]?.below.length).toBe(2)
  })

  it('finds nothing for what no category is called', () => {
    expect(codes('xyzzy')).toEqual([])
  })
})

it('speaks Romanian to whoever reads Romanian, and words a code that is gone', () => {
  const food = ALL[0]
  expect(labelOf(food, 'FOOD', 'ro-RO')).toBe('Mâncare și băutură')
  expect(labelOf(food, 'FOOD', 'en-GB')).toBe('Food and drink')
  expect(labelOf(undefined, 'OWN_DOG_FOOD', 'en-GB')).toBe('Dog food')
})
