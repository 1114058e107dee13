import { useForm, useWatch, type UseFormRegisterReturn } from 'react-hook-form'
import { Dialog } from '@/components/Dialog'
import { Button, Field, FormError, Loading } from '@/components/ui'
import type { Linked, Provider } from '@/lib/api/types'
import { useRefusal } from '@/lib/forms'
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

type Values = Required<NewConnection>

function LinkForm({ providers, onLinked }: { providers: Provider[]; onLinked: Props['onLinked'] }) {
  const link = useLink()
  const first = providers.find(({ configured }) => configured)?.name ?? ''
  const form = useForm<Values>({ defaultValues: { provider: first, name: '', holder: '', external_id: '' } })
  const { errors } = form.formState
  const chosen = useWatch({ control: form.control, name: 'provider' })
  const rest = useRefusal(form, link.error, ['name', 'holder', 'external_id'])
  const submit = form.handleSubmit((values) => {
    link.mutate(toBody(values), { onSuccess: onLinked })
  })
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="space-y-4">
      <fieldset className="space-y-2">
        <legend className="mb-1.5 text-sm font-medium">Provider</legend>
        {providers.map((provider) => (
          <Option key={provider.name} provider={provider} register={form.register('provider')} />
        ))}
      </fieldset>
      <Field
        label="Name"
        data-autofocus
        maxLength={80}
        placeholder="What you call it"
        error={errors.name?.message}
        {...form.register('name')}
      />
      <Field
        label="Account holder"
        maxLength={120}
        autoComplete="name"
        hint="As your bank spells it. It tells money sent to you from money sent by you."
        error={errors.holder?.message}
        {...form.register('holder')}
      />
      {chosen === 'apideck' && (
        <Field
          label="Service"
          maxLength={100}
          placeholder="xero"
          hint="The accounting program’s name at Apideck, such as xero."
          error={errors.external_id?.message}
          {...form.register('external_id', {
            required: 'Enter the service.',
            pattern: { value: /^[\w.-]+$/, message: 'Use letters, digits, dots, hyphens and underscores only.' },
          })}
        />
      )}
      <FormError error={rest} />
      <Button type="submit" look="primary" busy={link.isPending} disabled={!chosen} className="w-full">
        Link
      </Button>
    </form>
  )
}

interface OptionProps {
  provider: Provider
  register: UseFormRegisterReturn<'provider'>
}

const Option = ({ provider, register }: OptionProps) => (
  <label
    className={`flex gap-3 rounded-lg border border-line p-3 text-sm has-checked:border-accent has-checked:bg-tint ${provider.configured ? 'cursor-pointer' : ''}`}
  >
    <input
      type="radio"
      className="mt-0.5 accent-(--accent)"
      value={provider.name}
      {...register}
      disabled={!provider.configured}
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

/** What was filled in; what was left empty is the server's to choose. */
function toBody({ provider, name, holder, external_id }: Values): NewConnection {
  const given = Object.entries({ name, holder, external_id: provider === 'apideck' ? external_id : '' })
    .map(([field, text]) => [field, text.trim()] as const)
    .filter(([, text]) => text !== '')
  return { provider, ...Object.fromEntries(given) }
}
