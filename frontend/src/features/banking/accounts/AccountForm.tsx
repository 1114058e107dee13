import { Controller, useForm } from 'react-hook-form'
import { Dialog } from '@/components/Dialog'
import { Combobox, Select } from '@/components/fields'
import { Switch } from '@/components/Switch'
import { Button, Field, FormError } from '@/components/ui'
import { fromMinor } from '@/lib/amounts'
import { currencies } from '@/lib/currencies'
import { useRefusal } from '@/lib/forms'
import { useUser } from '@/lib/user'
import { useSaveAccount, type Account, type AccountDraft } from './api'
import { KINDS, toSignedMinor } from './words'

interface Props {
  open: boolean
  /** The one to change; null for a new one. */
  account: Account | null
  onClose: () => void
}

export function AccountForm({ open, ...rest }: Props) {
  return (
    <Dialog title={rest.account ? 'Edit account' : 'New account'} open={open} onClose={rest.onClose}>
      <Form {...rest} />
    </Dialog>
  )
}

const draftOf = (account: Account | null, currency: string) => ({
  name: account?.name ?? '',
  kind: account?.kind ?? 'current',
  currency: account?.currency ?? currency,
  institution: account?.institution ?? '',
  number: account?.number ?? '',
  opening:
    account === null || account.opening_balance === null ? '' : fromMinor(account.opening_balance, account.currency),
  opened_on: account?.opened_on ?? '',
  hidden: account?.hidden ?? false,
})
type Draft = ReturnType<typeof draftOf>

const bodyOf = (draft: Draft): AccountDraft => ({
  name: draft.name.trim(),
  kind: draft.kind,
  currency: draft.currency,
  institution: draft.institution.trim() || null,
  number: draft.number.trim() || null,
  opening_balance: draft.opening.trim() ? toSignedMinor(draft.opening, draft.currency) : null,
  opened_on: draft.opened_on || null,
  hidden: draft.hidden,
})

/** Of a known account only what was changed: what a bank says of it is the bank's. */
function changesOf(account: Account | null, draft: Draft): Partial<AccountDraft> {
  const body = bodyOf(draft)
  if (account === null) return body
  const before = bodyOf(draftOf(account, account.currency))
  return Object.fromEntries(
    Object.entries(body).filter(([name, value]) => value !== before[name as keyof AccountDraft]),
  )
}

const isAmount = (typed: string, currency: string) => !typed.trim() || toSignedMinor(typed, currency) !== null

function Form({ account, onClose }: Omit<Props, 'open'>) {
  const { base_currency, locale } = useUser()
  const form = useForm({ defaultValues: draftOf(account, base_currency), mode: 'onTouched' })
  const save = useSaveAccount(account?.id ?? null)
  const rest = useRefusal(form, save.error, [
    'name',
    'kind',
    'currency',
    'institution',
    'number',
    ['opening', '/opening_balance'],
    'opened_on',
  ])
  const submit = form.handleSubmit((draft) => {
    save.mutate(changesOf(account, draft), { onSuccess: onClose })
  })
  const bind = (name: keyof Draft, validate: (value: string) => string | true = () => true) => ({
    error: form.formState.errors[name]?.message,
    autoComplete: 'off',
    ...form.register(name, { validate: (value) => validate(String(value)) }),
  })
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="space-y-4">
      <Field label="Name" maxLength={120} {...bind('name', (name) => name.trim() !== '' || 'Enter a name.')} />
      <div className="grid gap-3 sm:grid-cols-2">
        <Controller
          name="kind"
          control={form.control}
          render={({ field, fieldState }) => (
            <Select label="Kind" options={KINDS} error={fieldState.error?.message} {...field} />
          )}
        />
        <Controller
          name="currency"
          control={form.control}
          render={({ field, fieldState }) => (
            <Combobox
              label="Currency"
              options={currencies(field.value, locale)}
              error={fieldState.error?.message}
              {...field}
            />
          )}
        />
        <Field label="Institution" maxLength={120} {...bind('institution')} />
        <Field label="Number" maxLength={64} {...bind('number')} />
        <Field
          label="Opening balance"
          inputMode="decimal"
          hint="With a minus for what is owed."
          {...bind(
            'opening',
            (typed) => isAmount(typed, form.getValues('currency')) || 'Give an amount, such as 12.50.',
          )}
        />
        <Field label="When that day began" type="date" {...bind('opened_on')} />
      </div>
      <div className="flex items-center justify-between gap-3 text-sm">
        <span>Hide it from the list</span>
        <Controller
          name="hidden"
          control={form.control}
          render={({ field: { value, onChange } }) => (
            <Switch label="Hide it from the list" on={value} onChange={onChange} />
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
