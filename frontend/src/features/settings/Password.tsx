import type { SubmitEvent } from 'react'
import { useToast } from '@/components/Toasts'
import { Button, Card, Field, FormError } from '@/components/ui'
import { ApiError } from '@/lib/api/errors'
import { useChangePassword } from './api'

export function Password() {
  const change = useChangePassword()
  const toast = useToast()
  const problem = change.error instanceof ApiError ? change.error : null
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const given = new FormData(form)
    change.mutate(
      { current_password: String(given.get('current')), new_password: String(given.get('new')) },
      {
        onSuccess: () => {
          form.reset()
          toast('Password changed. Your other devices were signed out.', 'good')
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
        {!problem?.problem.errors && <FormError error={change.error} />}
        <Button type="submit" look="primary" busy={change.isPending}>
          Change password
        </Button>
      </form>
    </Card>
  )
}
