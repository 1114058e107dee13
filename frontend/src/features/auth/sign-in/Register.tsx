import { useMutation } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { Link } from 'react-router'
import { Button, Field, FormError } from '@/components/ui'
import { ApiError } from '@/lib/api/errors'
import { keep } from '@/lib/api/session'
import { adoptBrowser, register, signIn, type NewAccount } from './api'
import { Frame } from './Frame'

const SHORTEST = 10

function hint(password: string): string {
  if (!password) return `At least ${SHORTEST} characters; a sentence is easiest to remember.`
  if (password.length < SHORTEST) return `${SHORTEST - password.length} more to go.`
  return password.length < 16 ? 'Fine. Longer is stronger.' : 'Strong.'
}

export default function Register({ onSignedIn }: { onSignedIn: () => void }) {
  const [password, setPassword] = useState('')
  const create = useMutation({
    mutationFn: async (account: NewAccount) => {
      await register(account)
      keep(await signIn({ username: account.username, password: account.password }))
      await adoptBrowser().catch(() => undefined)
    },
    onSuccess: onSignedIn,
  })
  const problem = create.error instanceof ApiError ? create.error : null
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    create.mutate({ username: String(form.get('username')), email: String(form.get('email')), password })
  }
  return (
    <Frame title="Create an account">
      <form onSubmit={submit} className="space-y-4">
        <Field
          label="Username"
          name="username"
          required
          autoFocus
          minLength={3}
          maxLength={40}
          autoComplete="username"
          error={problem?.field('username')}
        />
        <Field label="E-mail" name="email" type="email" required autoComplete="email" error={problem?.field('email')} />
        <Field
          label="Password"
          name="password"
          type="password"
          required
          minLength={SHORTEST}
          autoComplete="new-password"
          value={password}
          onChange={(event) => {
            setPassword(event.target.value)
          }}
          error={problem?.field('password')}
          hint={hint(password)}
        />
        {!problem?.problem.errors && <FormError error={create.error} />}
        <Button type="submit" look="primary" className="w-full" busy={create.isPending}>
          Create account
        </Button>
      </form>
      <p className="mt-5 text-center text-sm text-soft">
        Have an account?{' '}
        <Link to="/" className="font-medium text-accent underline-offset-2 hover:underline">
          Sign in
        </Link>
      </p>
    </Frame>
  )
}
