import { Controller, useForm } from 'react-hook-form'
import { Dialog } from '@/components/Dialog'
import { Combobox, Select } from '@/components/fields'
import { Switch } from '@/components/Switch'
import { Button, Field, FormError } from '@/components/ui'
import { currencies } from '@/lib/currencies'
import { useRefusal } from '@/lib/forms'
import { useUser } from '@/lib/user'
import { useSavePortfolio, type Portfolio, type PortfolioDraft } from './api'

interface Props {
  open: boolean
  /** The one to change; null for a new one. */
  portfolio: Portfolio | null
  onClose: () => void
  onSaved?: (saved: Portfolio) => void
}

export function PortfolioForm({ open, ...rest }: Props) {
  return (
    <Dialog title={rest.portfolio ? 'Edit portfolio' : 'New portfolio'} open={open} onClose={rest.onClose}>
      <Form {...rest} />
    </Dialog>
  )
}

const CASH = [
  ['implicit', 'Not kept'],
  ['tracked', 'Kept'],
] as const
const CASH_HINTS = {
  implicit: 'Each purchase brings its own money.',
  tracked: 'Deposits and withdrawals are entered.',
}

const draftOf = (portfolio: Portfolio | null, currency: string): Required<PortfolioDraft> => ({
  name: portfolio?.name ?? '',
  currency: portfolio?.currency ?? currency,
  cash: portfolio?.cash ?? 'implicit',
  allow_shorts: portfolio?.allow_shorts ?? false,
})

function Form({ portfolio, onClose, onSaved }: Omit<Props, 'open'>) {
  const { base_currency, locale } = useUser()
  const form = useForm({ defaultValues: draftOf(portfolio, base_currency) })
  const save = useSavePortfolio(portfolio?.id ?? null)
  const rest = useRefusal(form, save.error, ['name', 'currency'])
  const submit = form.handleSubmit((draft) => {
    save.mutate(draft, {
      onSuccess: (saved) => {
        onClose()
        onSaved?.(saved)
      },
    })
  })
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="space-y-4">
      <Field
        label="Name"
        maxLength={80}
        autoComplete="off"
        error={form.formState.errors.name?.message}
        {...form.register('name', { validate: (name) => name.trim() !== '' || 'Enter a name.' })}
      />
      <Controller
        name="currency"
        control={form.control}
        render={({ field, fieldState }) => (
          <Combobox
            label="Currency"
            hint="The currency in which it is valued."
            options={currencies(field.value, locale)}
            error={fieldState.error?.message}
            {...field}
          />
        )}
      />
      <Controller
        name="cash"
        control={form.control}
        render={({ field }) => <Select label="Cash" options={CASH} hint={CASH_HINTS[field.value]} {...field} />}
      />
      <div className="flex items-center justify-between gap-3 text-sm">
        <span>Short sales are allowed</span>
        <Controller
          name="allow_shorts"
          control={form.control}
          render={({ field: { value, onChange } }) => (
            <Switch label="Short sales are allowed" on={value} onChange={onChange} />
          )}
        />
      </div>
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
