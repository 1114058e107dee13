import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { CopyText } from '@/components/CopyText'
import { useToast } from '@/components/toasts'
import { Badge, Button, Card, Field, FormError } from '@/components/ui'
import type { TwoFactorSetup } from '@/lib/api/types'
import { useRefusal } from '@/lib/forms'
import { useSetUser, useUser } from '@/lib/user'
import { useConfirmTwoFactor, useDisableTwoFactor, useSetUpTwoFactor } from './api'

const EMPTY = { password: '', otp: '' }
const PASSWORD = { required: 'Enter your password.' }
const CODE = { required: 'Enter the code.' }

export function TwoFactor() {
  const user = useUser()
  const [codes, setCodes] = useState<string[] | null>(null)
  return (
    <Card
      title="Two-factor sign-in"
      action={<Badge tone={user.two_factor_enabled ? 'good' : 'calm'}>{user.two_factor_enabled ? 'on' : 'off'}</Badge>}
    >
      <div className="p-5">
        {codes && (
          <RecoveryCodes
            codes={codes}
            onDone={() => {
              setCodes(null)
            }}
          />
        )}
        {!codes && (user.two_factor_enabled ? <TurnOff /> : <TurnOn onDone={setCodes} />)}
      </div>
    </Card>
  )
}

function TurnOn({ onDone }: { onDone: (codes: string[]) => void }) {
  const setUp = useSetUpTwoFactor()
  const form = useForm({ defaultValues: EMPTY })
  const rest = useRefusal(form, setUp.error, ['password'])
  if (setUp.data) return <Confirmation setup={setUp.data} onDone={onDone} />
  const submit = form.handleSubmit(({ password }) => {
    setUp.mutate(password)
  })
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="space-y-4">
      <p className="text-sm text-soft">Each sign-in then also needs a code from an authenticator app.</p>
      <Field
        label="Your password"
        type="password"
        autoComplete="current-password"
        error={form.formState.errors.password?.message}
        {...form.register('password', PASSWORD)}
      />
      <FormError error={rest} />
      <Button type="submit" look="primary" busy={setUp.isPending}>
        Set up
      </Button>
    </form>
  )
}

interface ConfirmationProps {
  setup: TwoFactorSetup
  onDone: (codes: string[]) => void
}

function Confirmation({ setup, onDone }: ConfirmationProps) {
  const user = useUser()
  const setUser = useSetUser()
  const confirm = useConfirmTwoFactor()
  const form = useForm({ defaultValues: EMPTY })
  const rest = useRefusal(form, confirm.error, ['otp'])
  const submit = form.handleSubmit(({ otp }) => {
    confirm.mutate(otp.trim(), {
      onSuccess: ({ recovery_codes }) => {
        onDone(recovery_codes)
        setUser({ ...user, two_factor_enabled: true })
      },
    })
  })
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="space-y-4">
      <p className="text-sm text-soft">Scan this with your authenticator app, then enter the code it shows.</p>
      <img
        alt="QR code for your authenticator app"
        className="mx-auto size-44 rounded-lg bg-white p-2"
        src={`data:image/svg+xml;utf8,${encodeURIComponent(setup.qr_svg)}`}
      />
      <p className="break-all text-center font-mono text-xs text-soft">{setup.secret}</p>
      <Field
        label="Code"
        inputMode="numeric"
        autoComplete="one-time-code"
        error={form.formState.errors.otp?.message}
        {...form.register('otp', CODE)}
      />
      <FormError error={rest} />
      <Button type="submit" look="primary" busy={confirm.isPending}>
        Turn on
      </Button>
    </form>
  )
}

function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  return (
    <div className="space-y-4 text-sm">
      <p>Two-factor sign-in is on. Each of these recovery codes signs you in once if you lose your phone.</p>
      <p className="text-soft">They are shown only once. Keep them somewhere safe.</p>
      <CopyText label="Recovery codes" text={codes.join('\n')} lines />
      <Button onClick={onDone}>I have saved them</Button>
    </div>
  )
}

function TurnOff() {
  const user = useUser()
  const setUser = useSetUser()
  const disable = useDisableTwoFactor()
  const toast = useToast()
  const form = useForm({ defaultValues: EMPTY })
  const { errors } = form.formState
  const rest = useRefusal(form, disable.error, ['password', 'otp'])
  const submit = form.handleSubmit(({ password, otp }) => {
    disable.mutate(
      { password, otp: otp.trim() },
      {
        onSuccess: () => {
          setUser({ ...user, two_factor_enabled: false })
          toast('Two-factor sign-in is off.')
        },
      },
    )
  })
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="space-y-4">
      <Field
        label="Your password"
        type="password"
        autoComplete="current-password"
        error={errors.password?.message}
        {...form.register('password', PASSWORD)}
      />
      <Field
        label="Code from your app, or a recovery code"
        autoComplete="one-time-code"
        error={errors.otp?.message}
        {...form.register('otp', CODE)}
      />
      <FormError error={rest} />
      <Button type="submit" look="danger" busy={disable.isPending}>
        Turn off
      </Button>
    </form>
  )
}
