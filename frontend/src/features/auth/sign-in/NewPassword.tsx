import { useMutation } from '@tanstack/react-query'
import { useForm, useWatch } from 'react-hook-form'
import { Link, useLocation, useNavigate } from 'react-router'
import { useToast } from '@/components/toasts'
import { Button, Field, FormError } from '@/components/ui'
import { useRefusal } from '@/lib/forms'
import { setNewPassword } from './api'
import { Frame } from './Frame'
import { hintFor, MIN_PASSWORD_LENGTH } from './passwordHint'

/** Where a link leads that an administrator gave: its secret stands behind the #. */
export default function NewPassword() {
  const secret = useLocation().hash.slice(1)
  return (
    <Frame title="Set a new password">
      {secret ? (
        <Form secret={secret} />
      ) : (
        <p className="text-sm text-soft">
          A part of the link is missing. Open it again as it was given to you, or ask your administrator for another.
        </p>
      )}
      <p className="mt-5 text-center text-sm text-soft">
        <Link to="/" className="font-medium text-accent underline-offset-2 hover:underline">
          Sign in
        </Link>
      </p>
    </Frame>
  )
}

const EMPTY = { new_password: '', end_api_tokens: true }

function Form({ secret }: { secret: string }) {
  const form = useForm({ defaultValues: EMPTY })
  const { errors } = form.formState
  const navigate = useNavigate()
  const toast = useToast()
  const save = useMutation({ mutationFn: setNewPassword })
  const password = useWatch({ control: form.control, name: 'new_password' })
  const rest = useRefusal(form, save.error, ['new_password'])
  const submit = form.handleSubmit((wish) => {
    save.mutate(
      { secret, ...wish },
      {
        onSuccess: ({ username }) => {
          toast(`Your new password is set. Sign in as ${username}.`, 'good')
          void navigate('/', { replace: true })
        },
      },
    )
  })
  return (
    <form noValidate className="space-y-4" onSubmit={(event) => void submit(event)}>
      <Field
        label="New password"
        type="password"
        autoFocus
        autoComplete="new-password"
        hint={hintFor(password)}
        error={errors.new_password?.message}
        {...form.register('new_password', {
          required: 'Choose a password.',
          minLength: { value: MIN_PASSWORD_LENGTH, message: `Use at least ${MIN_PASSWORD_LENGTH} characters.` },
        })}
      />
      <label className="flex items-start gap-2 text-sm">
        <input type="checkbox" className="mt-0.5 size-4 accent-(--accent)" {...form.register('end_api_tokens')} />
        Revoke my API tokens too
      </label>
      <p className="text-xs text-soft">Every device that is signed in to your account has to sign in again.</p>
      <FormError error={rest} />
      <Button type="submit" look="primary" className="w-full" busy={save.isPending}>
        Set password
      </Button>
    </form>
  )
}
