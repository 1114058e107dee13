import { useState } from 'react'
import { Controller, useForm, type UseFormReturn } from 'react-hook-form'
import { CopyText } from '@/components/CopyText'
import { Dialog } from '@/components/Dialog'
import { Select } from '@/components/fields'
import { Button, Field, FormError } from '@/components/ui'
import { ApiError } from '@/lib/api/errors'
import { useRefusal } from '@/lib/forms'
import { useUser } from '@/lib/user'
import { useCreateToken } from './api'
import { SCOPES } from './scopes'

const EXPIRIES = [
  ['30', 'in 30 days'],
  ['365', 'in a year'],
  ['0', 'never'],
] as const
interface Values {
  name: string
  scopes: string[]
  expires_in_days: (typeof EXPIRIES)[number][0]
  current_password: string
  otp: string
}
const START: Values = {
  name: '',
  scopes: ['transactions:read', 'transactions:write'],
  expires_in_days: '365',
  current_password: '',
  otp: '',
}

export function NewToken({ open, onClose }: { open: boolean; onClose: () => void }) {
  const create = useCreateToken()
  const close = () => {
    create.reset()
    onClose()
  }
  return (
    <Dialog title={create.data ? 'Copy your token now' : 'New API token'} open={open} onClose={close}>
      {create.data ? (
        <>
          <p className="mb-3 text-sm text-soft">It is shown only once: the server keeps just a hash of it.</p>
          <CopyText label="Token" text={create.data.token} />
        </>
      ) : (
        <Form create={create} />
      )}
    </Dialog>
  )
}

const isFreshSignInNeeded = (error: unknown) => error instanceof ApiError && error.code === 'fresh_sign_in_needed'

function Form({ create }: { create: ReturnType<typeof useCreateToken> }) {
  const form = useForm({ defaultValues: START })
  const { errors } = form.formState
  const [isProofAsked, setProofAsked] = useState(false)
  const rest = useRefusal(form, create.error, ['name', 'scopes', 'expires_in_days', 'current_password', 'otp'])
  const submit = form.handleSubmit(({ name, scopes, expires_in_days, current_password, otp }) => {
    const body = {
      name: name.trim(),
      scopes,
      ...(expires_in_days === '0' ? {} : { expires_in_days: Number(expires_in_days) }),
      ...(current_password ? { current_password } : {}),
      ...(otp ? { otp: otp.trim() } : {}),
    }
    create.mutate(body, {
      onError: (error) => {
        if (isFreshSignInNeeded(error)) setProofAsked(true)
      },
    })
  })
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="space-y-4">
      <Field
        label="Name"
        data-autofocus
        maxLength={80}
        placeholder="What will use it?"
        error={errors.name?.message}
        {...form.register('name', { required: 'Enter a name.' })}
      />
      <Scopes form={form} />
      <Controller
        name="expires_in_days"
        control={form.control}
        render={({ field }) => <Select label="Expires" options={EXPIRIES} {...field} />}
      />
      {isProofAsked && <Proof form={form} />}
      {!isFreshSignInNeeded(rest) && <FormError error={rest} />}
      <Button type="submit" look="primary" busy={create.isPending}>
        Create token
      </Button>
    </form>
  )
}

const Scopes = ({ form }: { form: UseFormReturn<Values> }) => (
  <fieldset>
    <legend className="mb-1.5 text-sm font-medium">Allow it to</legend>
    {SCOPES.map(([scope, words]) => (
      <label key={scope} className="flex items-center gap-2 py-1 text-sm">
        <input
          type="checkbox"
          className="size-4 accent-(--accent)"
          value={scope}
          {...form.register('scopes', { validate: (chosen) => chosen.length > 0 || 'Choose at least one.' })}
        />
        {words}
      </label>
    ))}
    {form.formState.errors.scopes && <p className="mt-1 text-xs text-bad">{form.formState.errors.scopes.message}</p>}
  </fieldset>
)

/** The password again, of somebody who signed in a while ago; with two factors a code too. */
function Proof({ form }: { form: UseFormReturn<Values> }) {
  const user = useUser()
  const { errors } = form.formState
  return (
    <>
      <Field
        label="Your password"
        type="password"
        autoFocus
        autoComplete="current-password"
        hint="You signed in a while ago. Confirm with your password."
        error={errors.current_password?.message}
        {...form.register('current_password', { required: 'Enter your password.' })}
      />
      {user.two_factor_enabled && (
        <Field
          label="Code from your app, or a recovery code"
          autoComplete="one-time-code"
          error={errors.otp?.message}
          {...form.register('otp', { required: 'Enter a code.' })}
        />
      )}
    </>
  )
}
