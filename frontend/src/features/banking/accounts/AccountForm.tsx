import { useState, type SubmitEvent } from 'react'
import { Dialog } from '@/components/Dialog'
import { Switch } from '@/components/Switch'
import { Button, Field, FormError, Select } from '@/components/ui'
import { fromMinor } from '@/lib/amounts'
import { ApiError } from '@/lib/api/errors'
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

const PLACES = ['name', 'currency', 'institution', 'number', 'opening_balance', 'opened_on']

function Form({ account, onClose }: Omit<Props, 'open'>) {
  const { base_currency } = useUser()
  const [draft, setDraft] = useState(() => draftOf(account, base_currency))
  const save = useSaveAccount(account?.id ?? null)
  const isAmount = !draft.opening.trim() || toSignedMinor(draft.opening, draft.currency) !== null
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (isAmount) save.mutate(changesOf(account, draft), { onSuccess: onClose })
  }
  const errorOf = (name: string) => (save.error instanceof ApiError ? save.error.field(name) : undefined)
  const bind = (name: Exclude<keyof Draft, 'hidden'>, error = errorOf(name)) => ({
    value: draft[name],
    error,
    autoComplete: 'off',
    onChange: (event: { target: { value: string } }) => {
      const { value } = event.target
      setDraft({ ...draft, [name]: name === 'currency' ? value.toUpperCase() : value })
    },
  })
  return (
    <form onSubmit={submit} className="space-y-4">
      <Field label="Name" maxLength={120} required {...bind('name')} />
      <div className="grid grid-cols-2 gap-3">
        <Select
          label="Kind"
          value={draft.kind}
          onChange={(event) => {
            setDraft({ ...draft, kind: event.target.value as Draft['kind'] })
          }}
        >
          {KINDS.map(([kind, name]) => (
            <option key={kind} value={kind}>
              {name}
            </option>
          ))}
        </Select>
        <Field label="Currency" maxLength={3} required {...bind('currency')} />
        <Field label="Institution" maxLength={120} {...bind('institution')} />
        <Field label="Number" maxLength={64} {...bind('number')} />
        <Field
          label="Opening balance"
          inputMode="decimal"
          hint="With a minus for what is owed."
          {...bind('opening', isAmount ? errorOf('opening_balance') : 'Give an amount, such as 12.50.')}
        />
        <Field label="When that day began" type="date" {...bind('opened_on')} />
      </div>
      <div className="flex items-center justify-between gap-3 text-sm">
        <span>Hide it from the list</span>
        <Switch
          label="Hide it from the list"
          on={draft.hidden}
          onChange={(hidden) => {
            setDraft({ ...draft, hidden })
          }}
        />
      </div>
      <FormError error={PLACES.some(errorOf) ? null : save.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={save.isPending} disabled={!draft.name.trim() || !isAmount}>
          Save
        </Button>
      </div>
    </form>
  )
}
