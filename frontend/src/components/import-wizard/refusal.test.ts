import { expect, it } from 'vitest'
import { ApiError, offline } from '@/lib/api/errors'
import { refusalOf, refusedAtOnce } from './refusal'

const OTHER = 'Try CAMT.053.'
const unreadable = (detail: string) => new ApiError(422, { code: 'unreadable_statement', detail })

it('refuses several files and empty ones before they are sent', () => {
  expect(refusedAtOnce([{ size: 1 }, { size: 1 }])?.why).toContain('several')
  expect(refusedAtOnce([{ size: 0 }])?.why).toContain('empty')
  expect(refusedAtOnce([{ size: 1 }])).toBeNull()
})

it('leaves the server’s advice as it is, and gives some where there is none', () => {
  expect(refusalOf(unreadable('This is a PDF. Ask for CSV instead.'), 9, OTHER).what).toBeNull()
  expect(refusalOf(unreadable('This XML is not known.'), 9, OTHER).what).toBe(OTHER)
})

it('says to bring less where it is too much', () => {
  expect(refusalOf(new ApiError(413, { detail: '64 MiB at most.' }), 9, OTHER)).toMatchObject({
    why: '64 MiB at most.',
  })
  expect(refusalOf(new ApiError(413, {}), 9, OTHER).what).toContain('shorter period')
  expect(refusalOf(offline(), 10 ** 9, OTHER).what).toContain('too large')
  expect(refusalOf(offline(), 9, OTHER).what).toBe('Try again.')
})
