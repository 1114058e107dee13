import { useState, type SubmitEvent } from 'react'
import { Dialog } from '@/components/Dialog'
import { Button, Field, FormError, Select } from '@/components/ui'
import { ApiError } from '@/lib/api/errors'
import { civilDay } from '@/lib/days'
import { useLocale } from '@/lib/user'
import { useSaveActivity } from './api'
import { bodyOf, draftOf, fieldsOf, labelOf, TYPES, type Activity, type Draft, type FieldName } from './fields'

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
  const { timeZone } = useLocale()
  const today = civilDay(new Date(), timeZone)
  const [draft, setDraft] = useState<Draft>(() => draftOf(activity, today, portfolio.currency))
  const save = useSaveActivity(portfolio.id, activity?.id ?? null)
  const fields = fieldsOf(draft.type, activity)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    save.mutate(bodyOf(draft, activity), { onSuccess: onClose })
  }
  const errorOf = (name: string) => errorAt(save.error, name)
  const bind = (name: keyof Draft) => ({
    value: draft[name],
    error: errorOf(name),
    autoComplete: 'off',
    onChange: (event: { target: { value: string } }) => {
      setDraft({ ...draft, [name]: event.target.value })
    },
  })
  const isPlaced = ['type', 'on', 'currency', 'note', ...fields].some(errorOf)
  return (
    <form onSubmit={submit} className="space-y-4">
      <div className="grid grid-cols-2 gap-3">
        <Select
          label="Type"
          value={draft.type}
          onChange={(event) => {
            setDraft({ ...draft, type: event.target.value as Draft['type'] })
          }}
        >
          {TYPES.map(([type, name]) => (
            <option key={type} value={type}>
              {name}
            </option>
          ))}
        </Select>
        <Field label="Day" type="date" max={today} required {...bind('on')} />
        {fields.map((field) => (
          <Field
            key={field}
            label={labelOf(field, draft.type)}
            inputMode={TEXTS.includes(field) ? 'text' : 'decimal'}
            required={REQUIRED.includes(field)}
            {...bind(field)}
          />
        ))}
        <Field label="Currency" maxLength={3} required {...bind('currency')} />
      </div>
      <Field label="Note" maxLength={500} {...bind('note')} />
      <FormError error={isPlaced ? null : save.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  )
}

/** One activity is checked as the first of a list where it is checked against what is held. */
const errorAt = (error: unknown, name: string) =>
  error instanceof ApiError ? (error.field(name) ?? error.field(`0/${name}`)) : undefined
