import { useEffect } from 'react'
import { set, useForm, useWatch, type FieldErrors, type Resolver, type UseFormReturn } from 'react-hook-form'
import { useRefusal, type FieldPlace } from '@/lib/forms'
import { useUser } from '@/lib/user'
import type { RuleIn } from './api'
import { draftOf, emptyDraft, unfinished, type Draft } from './draft'

export type RuleForm = UseFormReturn<Draft>

/** A rule while it is being written. onChange: whenever anything of it is. */
export function useRuleForm(rule: RuleIn | null, onChange: () => void): RuleForm {
  const { base_currency: currency } = useUser()
  const form = useForm<Draft>({
    defaultValues: rule ? draftOf(rule, currency) : emptyDraft(),
    resolver: resolverOf(currency),
    // What was said to be wrong is said until it is tried anew; a half-written value is no mistake yet.
    reValidateMode: 'onSubmit',
  })
  const { subscribe } = form
  useEffect(() => subscribe({ formState: { values: true }, callback: onChange }), [subscribe, onChange])
  return form
}

function resolverOf(currency: string): Resolver<Draft> {
  return (draft) => {
    const wrong = Object.entries(unfinished(draft, currency))
    const errors: FieldErrors<Draft> = {}
    for (const [place, message] of wrong) set(errors, place, { type: 'unfinished', message })
    return wrong.length === 0 ? { values: draft, errors: {} } : { values: {}, errors }
  }
}

/** Say at its row what the server refused; the rest is returned. */
export function useRuleRefusal(form: RuleForm, error: unknown): unknown {
  const [conditions, actions] = useWatch({ control: form.control, name: ['conditions', 'actions'] })
  const fields: FieldPlace<'name' | `conditions.${number}` | `actions.${number}`>[] = [
    'name',
    ...conditions.map((_, place) => [`conditions.${place}`, `/conditions/${place}`] as const),
    ...actions.map((_, place) => [`actions.${place}`, `/actions/${place}`] as const),
  ]
  return useRefusal(form, error, fields)
}
