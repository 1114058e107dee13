import type { SubmitEvent } from 'react'
import { useToast } from '@/components/Toasts'
import { Button, Card, Field, FormError } from '@/components/ui'
import { ApiError } from '@/lib/api/errors'
import { useUser } from '@/lib/user'
import { useChangePassword } from './api'

export function Password() {
  const user = useUser()
  const change = useChangePassword()
  const toast = useToast()
  const problem = change.error instanceof ApiError ? change.error : null
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const given = new FormData(form)
    const ends = given.has('end-tokens')
    change.mutate(
      {
        current_password: String(given.get('current')),
        new_password: String(given.get('new')),
        end_api_tokens: ends,
        ...(given.has('otp') ? { otp: String(given.get('otp')).trim() } : {}),
      },
      {
        onSuccess: () => {
          form.reset()
          const ended = ends ? 'devices were signed out and your API tokens revoked' : 'devices were signed out'
          toast(`Password changed. Your other ${ended}.`, 'good')
        },
      },
    )
  }
  return (
    <Card title="Password">
      <form onSubmit={submit} className="space-y-4 p-5">
        <Field
          label="Current password"
          name="current"
          type="password"
          required
          autoComplete="current-password"
          error={problem?.field('current_password')}
        />
        <Field
          label="New password"
          name="new"
          type="password"
          required
          minLength={10}
          autoComplete="new-password"
          hint="At least 10 characters."
          error={problem?.field('new_password')}
        />
        {user.two_factor_enabled && (
          <Field
            label="Code from your app, or a recovery code"
            name="otp"
            required
            autoComplete="one-time-code"
            error={problem?.field('otp')}
          />
        )}
        <label className="flex items-center gap-2 text-sm">
          <input type="checkbox" name="end-tokens" defaultChecked />
          Revoke my API tokens too
        </label>
        {!problem?.problem.errors && <FormError error={change.error} />}
        <Button type="submit" look="primary" busy={change.isPending}>
          Change password
        </Button>
      </form>
    </Card>
  )
}
