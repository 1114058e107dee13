import { useState, type SubmitEvent } from 'react'
import { Dialog } from '@/components/Dialog'
import { Button, Field, FormError, Loading } from '@/components/ui'
import { ApiError } from '@/lib/api/errors'
import type { Linked, Provider } from '@/lib/api/types'
import { useLink, type NewConnection } from './api'
import { Capabilities } from './Capabilities'
import { toSetUp } from './labels'

interface Props {
  open: boolean
  providers: Provider[] | undefined
  onClose: () => void
  onLinked: (linked: Linked) => void
}

export function LinkDialog({ open, providers, onClose, onLinked }: Props) {
  return (
    <Dialog title="Link a bank" open={open} onClose={onClose}>
      {providers ? <LinkForm providers={providers} onLinked={onLinked} /> : <Loading rows={3} />}
    </Dialog>
  )
}

function LinkForm({ providers, onLinked }: { providers: Provider[]; onLinked: Props['onLinked'] }) {
  const link = useLink()
  const [chosen, setChosen] = useState(providers.find(({ configured }) => configured)?.name ?? '')
  const wrong = (name: string) => (link.error instanceof ApiError ? link.error.field(name) : undefined)
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    link.mutate(read(new FormData(event.currentTarget), chosen), { onSuccess: onLinked })
  }
  return (
    <form onSubmit={submit} className="space-y-4">
      <fieldset className="space-y-2">
        <legend className="mb-1.5 text-sm font-medium">Provider</legend>
        {providers.map((provider) => (
          <Option
            key={provider.name}
            provider={provider}
            checked={provider.name === chosen}
            onChoose={() => {
              setChosen(provider.name)
            }}
          />
        ))}
      </fieldset>
      <Field label="Name" name="name" maxLength={80} placeholder="What you call it" error={wrong('name')} />
      <Field
        label="Account holder"
        name="holder"
        maxLength={120}
        autoComplete="name"
        hint="As the bank writes it; it tells transfers to you from transfers by you."
        error={wrong('holder')}
      />
      {chosen === 'apideck' && (
        <Field
          label="Service"
          name="external_id"
          required
          maxLength={100}
          pattern="[A-Za-z0-9._\-]+"
          placeholder="xero"
          hint="The accounting program’s name at Apideck, e.g. xero."
          error={wrong('external_id')}
        />
      )}
      <FormError error={link.error} />
      <Button type="submit" look="primary" busy={link.isPending} disabled={!chosen} className="w-full">
        Link
      </Button>
    </form>
  )
}

interface OptionProps {
  provider: Provider
  checked: boolean
  onChoose: () => void
}

const Option = ({ provider, checked, onChoose }: OptionProps) => (
  <label
    className={`flex gap-3 rounded-lg border border-line p-3 text-sm has-checked:border-accent has-checked:bg-tint ${provider.configured ? 'cursor-pointer' : ''}`}
  >
    <input
      type="radio"
      name="provider"
      className="mt-0.5 accent-(--accent)"
      checked={checked}
      disabled={!provider.configured}
      onChange={onChoose}
    />
    <span className="min-w-0 flex-1">
      <span className="flex flex-wrap items-center justify-between gap-2">
        <span className="font-medium">{provider.title}</span>
        <Capabilities provider={provider} />
      </span>
      {!provider.configured && (
        <span className="mt-1 block text-xs text-soft">Not set up here: an admin must set {toSetUp(provider)}.</span>
      )}
    </span>
  </label>
)

function read(form: FormData, provider: string): NewConnection {
  const given: NewConnection = { provider }
  for (const field of ['name', 'holder', 'external_id'] as const) {
    const value = form.get(field)
    if (typeof value === 'string' && value.trim()) given[field] = value.trim()
  }
  return given
}
