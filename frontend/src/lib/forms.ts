import { useEffect } from 'react'
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form'
import { ApiError } from '@/lib/api/errors'

/** A field of a form by its name in the API, or by its own name and the API's pointer to it. */
export type FieldPlace<Name extends string> = Name | readonly [name: Name, pointer: string]

/**
 * Say at its field what the server refused, and go to the first of them.
 * Returns the error while some of it belongs to no field; it is then said above the form's button.
 */
export function useRefusal<Values extends FieldValues>(
  { setError }: Pick<UseFormReturn<Values>, 'setError'>,
  error: unknown,
  fields: readonly FieldPlace<FieldPath<Values>>[],
): unknown {
  useEffect(() => {
    messagesOf(error, fields).forEach(([name, message], place) => {
      setError(name, { type: 'server', message }, { shouldFocus: place === 0 })
    })
    // eslint-disable-next-line react-hooks/exhaustive-deps -- an error is placed once, by the fields of its time
  }, [error, setError])
  return isAllPlaced(error, fields) ? null : error
}

function messagesOf<Name extends string>(error: unknown, fields: readonly FieldPlace<Name>[]): [Name, string][] {
  if (!(error instanceof ApiError)) return []
  return fields.flatMap((field): [Name, string][] => {
    const [name, pointer] = pairOf(field)
    const message = error.below(pointer)
    return message === undefined ? [] : [[name, message]]
  })
}

function isAllPlaced(error: unknown, fields: readonly FieldPlace<string>[]): boolean {
  if (!(error instanceof ApiError)) return false
  const errors = error.problem.errors ?? []
  const places = fields.map((field) => pairOf(field)[1])
  const belongs = (pointer: string) => places.some((place) => pointer === place || pointer.startsWith(`${place}/`))
  return errors.length > 0 && errors.every(({ pointer }) => belongs(pointer))
}

const pairOf = <Name extends string>(field: FieldPlace<Name>): readonly [Name, string] =>
  typeof field === 'string' ? [field, `/${field}`] : field
