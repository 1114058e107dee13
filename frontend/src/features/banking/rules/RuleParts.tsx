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
      <ul className="space-y-3">
        {fields.map(({ id }, place) => (
          <Controller
            key={id}
            name={`conditions.${place}`}
            control={control}
            render={({ field, fieldState }) => (
              <ConditionRow
                condition={field.value}
                number={place + 1}
                error={fieldState.error?.message}
                valueRef={field.ref}
                onChange={field.onChange}
                onRemove={
                  fields.length > 1
                    ? () => {
                        remove(place)
                      }
                    : undefined
                }
              />
            )}
          />
        ))}
      </ul>
      <Button
        look="ghost"
        className="mt-2"
        disabled={fields.length >= MAX_CONDITIONS}
        onClick={() => {
          append(newCondition(), { shouldFocus: false })
        }}
      >
        <Plus className="size-4" aria-hidden /> Add a condition
      </Button>
    </fieldset>
  )
}

/** What is done to a transaction that matches. */
export function Actions({ form: { control } }: { form: RuleForm }) {
  const { fields, append, remove } = useFieldArray({ control, name: 'actions' })
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">Then</legend>
      <ul className="space-y-3">
        {fields.map(({ id }, place) => (
          <Controller
            key={id}
            name={`actions.${place}`}
            control={control}
            render={({ field, fieldState }) => (
              <ActionRow
                action={field.value}
                number={place + 1}
                error={fieldState.error?.message}
                valueRef={field.ref}
                onChange={field.onChange}
                onRemove={
                  fields.length > 1
                    ? () => {
                        remove(place)
                      }
                    : undefined
                }
              />
            )}
          />
        ))}
      </ul>
      <Button
        look="ghost"
        className="mt-2"
        disabled={fields.length >= MAX_ACTIONS}
        onClick={() => {
          append(newAction(), { shouldFocus: false })
        }}
      >
        <Plus className="size-4" aria-hidden /> Add an action
      </Button>
    </fieldset>
  )
}
