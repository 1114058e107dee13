// @vitest-environment jsdom
import { renderHook } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { ApiError } from '@/lib/api/errors'
import { useRefusal } from './forms'

const refused = (...pointers: string[]) =>
  new ApiError(422, { code: 'invalid', errors: pointers.map((pointer) => ({ pointer, message: `no ${pointer}` })) })
const heard = (error: unknown) => {
  const setError = vi.fn()
  const { result } = renderHook(() => useRefusal({ setError }, error, ['name', 'email']))
  return { left: result.current, said: setError.mock.calls }
}
const said = (field: string, message: string, shouldFocus: boolean) => [
  field,
  { type: 'server', message },
  { shouldFocus },
]

it('says at each field what the server refused, and goes to the first', () => {
  expect(heard(refused('/email', '/name'))).toEqual({
    left: null,
    said: [said('name', 'no /name', true), said('email', 'no /email', false)],
  })
})

it('keeps for the whole form what belongs to no field of it', () => {
  const error = refused('/name', '/captcha')
  expect(heard(error)).toEqual({ left: error, said: [said('name', 'no /name', true)] })
})

it('says of a list that something in it is wrong', () => {
  expect(heard(refused('/name/3')).said).toEqual([said('name', 'no /name/3', true)])
})

it('leaves what is about no field, or no answer at all, to the form', () => {
  const away = new ApiError(0, { code: 'offline' })
  expect(heard(away)).toEqual({ left: away, said: [] })
  expect(heard(null)).toEqual({ left: null, said: [] })
})
