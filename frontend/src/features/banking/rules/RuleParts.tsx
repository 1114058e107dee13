import { Fragment, type ReactNode } from 'react'
import { Plus } from 'lucide-react'
import { Controller, useFieldArray } from 'react-hook-form'
import { Select } from '@/components/fields'
import { Button } from '@/components/ui'
import { ActionRow } from './ActionRow'
import { ConditionRow } from './ConditionRow'
import { newAction, newCondition } from './draft'
import type { RuleForm } from './useRuleForm'

const MAX_CONDITIONS = 20
const MAX_ACTIONS = 10
const MATCHES = [
  ['all', 'all of these are true'],
  ['any', 'any of these is true'],
] as const

/** What a transaction has to be for the rule to match. */
export function Conditions({ form: { control } }: { form: RuleForm }) {
  const { fields, append, remove } = useFieldArray({ control, name: 'conditions' })
  return (
    <fieldset>
      <legend className="mb-2 flex flex-wrap items-center gap-2 text-sm font-medium">
        When
        <Controller
          name="match"
          control={control}
          render={({ field }) => (
            <Select label="How many conditions must hold" hideLabel className="w-48" options={MATCHES} {...field} />
          )}
        />
      </legend>
      <Rows
        fields={fields}
        max={MAX_CONDITIONS}
        words="Add a condition"
        onAdd={() => {
          append(newCondition(), { shouldFocus: false })
        }}
        row={(place) => (
          <Controller
            name={`conditions.${place}`}
            control={control}
            render={({ field, fieldState }) => (
              <ConditionRow
                condition={field.value}
                number={place + 1}
                error={fieldState.error?.message}
                valueRef={field.ref}
                onChange={field.onChange}
                onRemove={removing(fields, remove, place)}
              />
            )}
          />
        )}
      />
    </fieldset>
  )
}

/** Removes a row, where it is not the last one left. */
const removing = (fields: readonly unknown[], remove: (place: number) => void, place: number) =>
  fields.length > 1
    ? () => {
        remove(place)
      }
    : undefined

interface RowsProps {
  fields: readonly { id: string }[]
  max: number
  words: string
  onAdd: () => void
  row: (place: number) => ReactNode
}

const Rows = ({ fields, max, words, onAdd, row }: RowsProps) => (
  <>
    <ul className="space-y-3">
      {fields.map(({ id }, place) => (
        <Fragment key={id}>{row(place)}</Fragment>
      ))}
    </ul>
    <Button look="ghost" className="mt-2" disabled={fields.length >= max} onClick={onAdd}>
      <Plus className="size-4" aria-hidden /> {words}
    </Button>
  </>
)

/** What is done to a transaction that matches. */
export function Actions({ form: { control } }: { form: RuleForm }) {
  const { fields, append, remove } = useFieldArray({ control, name: 'actions' })
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">Then</legend>
      <Rows
        fields={fields}
        max={MAX_ACTIONS}
        words="Add an action"
        onAdd={() => {
          append(newAction(), { shouldFocus: false })
        }}
        row={(place) => (
          <Controller
            name={`actions.${place}`}
            control={control}
            render={({ field, fieldState }) => (
              <ActionRow
                action={field.value}
                number={place + 1}
                error={fieldState.error?.message}
                valueRef={field.ref}
                onChange={field.onChange}
                onRemove={removing(fields, remove, place)}
              />
            )}
          />
        )}
      />
    </fieldset>
  )
}
