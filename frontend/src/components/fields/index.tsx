/** Fields with lists. A page is shown with their faces at once; the kit's code follows a moment later. */
import { lazy, Suspense } from 'react'
import type { ComboboxProps } from './ComboboxField'
import { FieldFace } from './FieldFace'
import type { SelectField, SelectProps } from './SelectField'

// What is fetched later has the same type: `lazy` alone would forget that it is generic.
const LazySelect = lazy(async () => ({ default: (await import('./SelectField')).SelectField })) as typeof SelectField
const LazyCombobox = lazy(async () => ({ default: (await import('./ComboboxField')).ComboboxField }))

/** One of several, from a list that opens below the field. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, hideLabel = false, value, options, className } = props
  const words = options.find(([each]) => each === value)?.[1]
  return (
    <Suspense fallback={<FieldFace {...{ label, hideLabel, words, className }} />}>
      <LazySelect {...props} />
    </Suspense>
  )
}

/** One of many, from a list with a search above it. */
export function Combobox(props: ComboboxProps) {
  const { label, value, options, className } = props
  const words = options.find(([each]) => each === value)?.[1] ?? value
  return (
    <Suspense fallback={<FieldFace {...{ label, words, className }} />}>
      <LazyCombobox {...props} />
    </Suspense>
  )
}
