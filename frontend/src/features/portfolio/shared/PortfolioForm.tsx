import { useState, type SubmitEvent } from 'react'
import { Dialog } from '@/components/Dialog'
import { Switch } from '@/components/Switch'
import { Button, Field, FormError, Select } from '@/components/ui'
import { ApiError } from '@/lib/api/errors'
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

function Form({ portfolio, onClose, onSaved }: Omit<Props, 'open'>) {
  const { base_currency } = useUser()
  const [draft, setDraft] = useState<PortfolioDraft>({
    name: portfolio?.name ?? '',
    currency: portfolio?.currency ?? base_currency,
    cash: portfolio?.cash ?? 'implicit',
    allow_shorts: portfolio?.allow_shorts ?? false,
  })
  const save = useSavePortfolio(portfolio?.id ?? null)
  const change = (part: Partial<PortfolioDraft>) => {
    setDraft({ ...draft, ...part })
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    save.mutate(draft, {
      onSuccess: (saved) => {
        onClose()
        onSaved?.(saved)
      },
    })
  }
  const errorOf = (name: string) => (save.error instanceof ApiError ? save.error.field(name) : undefined)
  const placed = errorOf('name') ?? errorOf('currency')
  return (
    <form onSubmit={submit} className="space-y-4">
      <Field
        label="Name"
        value={draft.name}
        maxLength={80}
        required
        autoComplete="off"
        error={errorOf('name')}
        onChange={(event) => {
          change({ name: event.target.value })
        }}
      />
      <Field
        label="Currency"
        value={draft.currency}
        maxLength={3}
        required
        autoComplete="off"
        hint="The currency in which it is valued, such as EUR."
        error={errorOf('currency')}
        onChange={(event) => {
          change({ currency: event.target.value.toUpperCase() })
        }}
      />
      <Select
        label="Cash"
        value={draft.cash}
        onChange={(event) => {
          change({ cash: event.target.value as NonNullable<PortfolioDraft['cash']> })
        }}
      >
        <option value="implicit">Not kept: each purchase brings its own money</option>
        <option value="tracked">Kept: deposits and withdrawals are entered</option>
      </Select>
      <div className="flex items-center justify-between gap-3 text-sm">
        <span>Short sales are allowed</span>
        <Switch
          label="Short sales are allowed"
          on={draft.allow_shorts}
          onChange={(allow_shorts) => {
            change({ allow_shorts })
          }}
        />
      </div>
      <FormError error={placed ? null : save.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={save.isPending} disabled={!draft.name.trim()}>
          Save
        </Button>
      </div>
    </form>
  )
}
