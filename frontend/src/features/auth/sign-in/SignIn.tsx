import { useMutation } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { Link } from 'react-router'
import { Button, Field, FormError } from '@/components/ui'
import { ApiError } from '@/lib/api/errors'
import { keep } from '@/lib/api/session'
import { signIn, type Credentials } from './api'
import { Frame } from './Frame'

const text = (form: FormData, name: string) => String(form.get(name) ?? '')

export default function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const [given, setGiven] = useState<Credentials | null>(null)
  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: (login) => {
      keep(login)
      onSignedIn()
    },
    onError: (error, body) => {
      if (error instanceof ApiError && error.code === 'otp_required') setGiven(body)
    },
  })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    if (given) attempt.mutate({ ...given, otp: text(form, 'otp').trim() })
    else attempt.mutate({ username: text(form, 'username').trim(), password: text(form, 'password') })
  }
  const asksForCode = attempt.error instanceof ApiError && attempt.error.code === 'otp_required'
  return (
    <Frame title={given ? 'Enter your code' : 'Sign in'}>
      <form onSubmit={submit} className="space-y-4">
        {given ? (
          <Field
            key="otp"
            label="Code from your authenticator app"
            name="otp"
            autoFocus
            required
            autoComplete="one-time-code"
            inputMode="text"
            hint="Or one of your recovery codes."
          />
        ) : (
          <>
            <Field label="Username or e-mail" name="username" required autoFocus autoComplete="username" />
            <Field label="Password" name="password" type="password" required autoComplete="current-password" />
          </>
        )}
        {!asksForCode && <FormError error={attempt.error} />}
        <Button type="submit" look="primary" className="w-full" busy={attempt.isPending}>
          {given ? 'Continue' : 'Sign in'}
        </Button>
        {given && (
          <Button
            look="ghost"
            className="w-full"
            onClick={() => {
              setGiven(null)
              attempt.reset()
            }}
          >
            Start again
          </Button>
        )}
      </form>
      <p className="mt-5 text-center text-sm text-soft">
        New here?{' '}
        <Link to="/register" className="font-medium text-accent underline-offset-2 hover:underline">
          Create an account
        </Link>
      </p>
    </Frame>
  )
}
