import { useMutation } from '@tanstack/react-query'
import { useForm, useWatch } from 'react-hook-form'
import { Link } from 'react-router'
import { Button, Field, FormError } from '@/components/ui'
import { keep } from '@/lib/api/session'
import { useRefusal } from '@/lib/forms'
import { adoptBrowser, register, signIn, type NewAccount } from './api'
import { Frame } from './Frame'
import { hintFor, MIN_PASSWORD_LENGTH } from './passwordHint'

export default function Register({ onSignedIn }: { onSignedIn: () => void }) {
  const create = useMutation({
    mutationFn: async (account: NewAccount) => {
      await register(account)
      keep(await signIn({ username: account.username, password: account.password }))
      await adoptBrowser().catch(() => undefined)
    },
    onSuccess: onSignedIn,
  })
  return (
    <Frame title="Create an account">
      <Form
        busy={create.isPending}
        error={create.error}
        onSubmit={(account) => {
          create.mutate(account)
        }}
      />
      <p className="mt-5 text-center text-sm text-soft">
        Have an account?{' '}
        <Link to="/" className="font-medium text-accent underline-offset-2 hover:underline">
          Sign in
        </Link>
      </p>
    </Frame>
  )
}

interface FormProps {
  busy: boolean
  error: unknown
  onSubmit: (account: NewAccount) => void
}
const EMPTY: NewAccount = { username: '', email: '', password: '' }

function Form({ busy, error, onSubmit }: FormProps) {
  const form = useForm({ defaultValues: EMPTY })
  const { errors } = form.formState
  const password = useWatch({ control: form.control, name: 'password' })
  const rest = useRefusal(form, error, ['username', 'email', 'password'])
  return (
    <form noValidate className="space-y-4" onSubmit={(event) => void form.handleSubmit(onSubmit)(event)}>
      <Field
        label="Username"
        autoFocus
        autoComplete="username"
        maxLength={40}
        error={errors.username?.message}
        {...form.register('username', {
          required: 'Choose a username.',
          minLength: { value: 3, message: 'Use at least 3 characters.' },
        })}
      />
      <Field
        label="E-mail"
        type="email"
        autoComplete="email"
        error={errors.email?.message}
        {...form.register('email', {
          required: 'Enter your e-mail address.',
          pattern: { value: /^\S+@\S+$/, message: 'Enter an address such as ana@example.com.' },
        })}
      />
      <Field
        label="Password"
        type="password"
        autoComplete="new-password"
        hint={hintFor(password)}
        error={errors.password?.message}
        {...form.register('password', {
          required: 'Choose a password.',
          minLength: {
            value: MIN_PASSWORD_LENGTH,
            message: `Use at least ${MIN_PASSWORD_LENGTH} characters.`,
          },
        })}
      />
      <FormError error={rest} />
      <Button type="submit" look="primary" className="w-full" busy={busy}>
        Create account
      </Button>
    </form>
  )
}
