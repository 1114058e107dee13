import { useForm } from 'react-hook-form'
import { useToast } from '@/components/toasts'
import { Button, Card, Field, FormError } from '@/components/ui'
import { useRefusal } from '@/lib/forms'
import { useUser } from '@/lib/user'
import { useChangePassword } from './api'

const EMPTY = { current_password: '', new_password: '', otp: '', end_api_tokens: true }
const MIN_LENGTH = 10

export function Password() {
  const user = useUser()
  const change = useChangePassword()
  const toast = useToast()
  const form = useForm({ defaultValues: EMPTY })
  const { errors } = form.formState
  const rest = useRefusal(form, change.error, ['current_password', 'new_password', 'otp'])
  const submit = form.handleSubmit(({ otp, ...wish }) => {
    change.mutate(
      { ...wish, ...(user.two_factor_enabled ? { otp: otp.trim() } : {}) },
      {
        onSuccess: () => {
          form.reset()
          const ended = wish.end_api_tokens ? 'signed out and your API tokens revoked' : 'signed out'
          toast(`Password changed. Your other devices were ${ended}.`, 'good')
        },
      },
    )
  })
  return (
    <Card title="Password">
      <form noValidate onSubmit={(event) => void submit(event)} className="space-y-4 p-5">
        <Field
          label="Current password"
          type="password"
          autoComplete="current-password"
          error={errors.current_password?.message}
          {...form.register('current_password', { required: 'Enter your current password.' })}
        />
        <Field
          label="New password"
          type="password"
          autoComplete="new-password"
          hint={`At least ${MIN_LENGTH} characters.`}
          error={errors.new_password?.message}
          {...form.register('new_password', {
            required: 'Choose a new password.',
            minLength: { value: MIN_LENGTH, message: `Use at least ${MIN_LENGTH} characters.` },
          })}
        />
        {user.two_factor_enabled && (
          <Field
            label="Code from your app, or a recovery code"
            autoComplete="one-time-code"
            error={errors.otp?.message}
            {...form.register('otp', { required: 'Enter a code.' })}
          />
        )}
        <label className="flex items-center gap-2 text-sm">
          <input type="checkbox" className="size-4 accent-(--accent)" {...form.register('end_api_tokens')} />
          Revoke my API tokens too
        </label>
        <FormError error={rest} />
        <Button type="submit" look="primary" busy={change.isPending}>
          Change password
        </Button>
      </form>
    </Card>
  )
}
