import { useState, type SubmitEvent } from 'react'
import { Dialog } from '@/components/Dialog'
import { Button, Field, FormError } from '@/components/ui'
import { ApiError } from '@/lib/api/errors'
import { civilDay } from '@/lib/days'
import { useLocale } from '@/lib/user'
import { useStateBalance, type Account } from './api'
import { toSignedMinor } from './words'

interface Props {
  open: boolean
  account: Account
  onClose: () => void
}

export function StateBalance({ open, ...rest }: Props) {
  return (
    <Dialog title="State a balance" open={open} onClose={rest.onClose}>
      <Form {...rest} />
    </Dialog>
  )
}

function Form({ account: { id, currency }, onClose }: Omit<Props, 'open'>) {
  const { timeZone } = useLocale()
  const today = civilDay(new Date(), timeZone)
  const [on, setOn] = useState(today)
  const [typed, setTyped] = useState('')
  const save = useStateBalance(id)
  const balance = toSignedMinor(typed, currency)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (balance !== null) save.mutate({ on, balance }, { onSuccess: onClose })
  }
  const errorOf = (name: string) => (save.error instanceof ApiError ? save.error.field(name) : undefined)
  const wrong = typed.trim() && balance === null ? 'Give an amount, such as 12.50 or -12.50.' : undefined
  return (
    <form onSubmit={submit} className="space-y-4">
      <Field
        label={`Balance at the end of the day, in ${currency}`}
        inputMode="decimal"
        required
        autoComplete="off"
        value={typed}
        hint="With a minus for what is owed."
        error={wrong ?? errorOf('balance')}
        onChange={(event) => {
          setTyped(event.target.value)
        }}
      />
      <Field
        label="Day"
        type="date"
        max={today}
        required
        value={on}
        error={errorOf('on')}
        onChange={(event) => {
          setOn(event.target.value)
        }}
      />
      <FormError error={errorOf('balance') || errorOf('on') ? null : save.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={save.isPending} disabled={balance === null}>
          Save
        </Button>
      </div>
    </form>
  )
}
