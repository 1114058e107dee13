import { Controller, useForm, useWatch } from 'react-hook-form'
import { Dialog } from '@/components/Dialog'
import { Combobox, Select } from '@/components/fields'
import { Button, Field, FormError } from '@/components/ui'
import { currencies } from '@/lib/currencies'
import { civilDay } from '@/lib/days'
import { useRefusal, type FieldPlace } from '@/lib/forms'
import { useLocale } from '@/lib/user'
import { useSaveActivity } from './api'
import { TYPES } from '../shared/activityTypes'
import { bodyOf, draftOf, fieldsOf, labelOf, type Activity, type Draft, type FieldName } from './fields'

interface Props {
  open: boolean
  portfolio: { id: number; currency: string }
  /** The one to change; null for a new one. */
  activity: Activity | null
  onClose: () => void
}

export function ActivityForm({ open, ...rest }: Props) {
  return (
    <Dialog title={rest.activity ? 'Edit activity' : 'Add activity'} open={open} onClose={rest.onClose}>
      <Form {...rest} />
    </Dialog>
  )
}

const TEXTS: FieldName[] = ['symbol', 'price_currency', 'received_currency']
const REQUIRED: FieldName[] = ['received', 'received_currency']

function Form({ portfolio, activity, onClose }: Omit<Props, 'open'>) {
  const { locale, timeZone } = useLocale()
  const today = civilDay(new Date(), timeZone)
  const { control, formState, handleSubmit, register, setError } = useForm({
    defaultValues: draftOf(activity, today, portfolio.currency),
  })
  const type = useWatch({ control, name: 'type' })
  const fields = fieldsOf(type, activity)
  const save = useSaveActivity(portfolio.id, activity?.id ?? null)
  const rest = useRefusal({ setError }, save.error, ['type', 'on', 'currency', 'note', ...fields].flatMap(placesOf))
  const submit = handleSubmit((draft) => {
    save.mutate(bodyOf(draft, activity), { onSuccess: onClose })
  })
  const bind = (name: keyof Draft, rules: Parameters<typeof register>[1] = {}) => ({
    error: formState.errors[name]?.message,
    autoComplete: 'off',
    ...register(name, rules),
  })
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="space-y-4">
      <div className="grid grid-cols-2 gap-3">
        <Controller
          name="type"
          control={control}
          render={({ field, fieldState }) => (
            <Select label="Type" options={TYPES} error={fieldState.error?.message} {...field} />
          )}
        />
        <Field label="Day" type="date" max={today} {...bind('on', dayRules(today))} />
        {fields.map((field) => (
          <Field
            key={field}
            label={labelOf(field, type)}
            inputMode={TEXTS.includes(field) ? 'text' : 'decimal'}
            {...bind(field, REQUIRED.includes(field) ? { required: 'This is needed.' } : {})}
          />
        ))}
        <Controller
          name="currency"
          control={control}
          render={({ field, fieldState }) => (
            <Combobox
              label="Currency"
              options={currencies(field.value, locale)}
              error={fieldState.error?.message}
              {...field}
            />
          )}
        />
      </div>
      <Field label="Note" maxLength={500} {...bind('note')} />
      <FormError error={rest} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  )
}

const dayRules = (today: string) => ({
  required: 'Enter a day.',
  validate: (day: string) => day <= today || 'That day has not come yet.',
})

/** One activity is checked as the first of a list where it is checked against what is held. */
const placesOf = (name: string) => [name, [name, `/0/${name}`]] as FieldPlace<keyof Draft>[]
