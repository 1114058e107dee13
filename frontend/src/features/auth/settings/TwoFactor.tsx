import { useState, type SubmitEvent } from 'react'
import { useToast } from '@/components/Toasts'
import { Badge, Button, Card, Field, FormError } from '@/components/ui'
import { ApiError } from '@/lib/api/errors'
import { useSetUser, useUser } from '@/lib/user'
import { Secret } from './ApiTokens'
import { useConfirmTwoFactor, useDisableTwoFactor, useSetUpTwoFactor } from './api'

const read = (event: SubmitEvent<HTMLFormElement>, name: string) => {
  event.preventDefault()
  return String(new FormData(event.currentTarget).get(name))
}

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
  const user = useUser()
  const setUser = useSetUser()
  const setUp = useSetUpTwoFactor()
  const confirm = useConfirmTwoFactor()
  if (!setUp.data) {
    return (
      <form
        onSubmit={(event) => {
          setUp.mutate(read(event, 'password'))
        }}
        className="space-y-4"
      >
        <p className="text-sm text-soft">Ask for a code from an authenticator app at every sign-in.</p>
        <Field
          label="Your password"
          name="password"
          type="password"
          required
          autoComplete="current-password"
          error={setUp.error instanceof ApiError ? setUp.error.field('password') : undefined}
        />
        <Button type="submit" look="primary" busy={setUp.isPending}>
          Set up
        </Button>
      </form>
    )
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    confirm.mutate(read(event, 'otp').trim(), {
      onSuccess: ({ recovery_codes }) => {
        onDone(recovery_codes)
        setUser({ ...user, two_factor_enabled: true })
      },
    })
  }
  return (
    <form onSubmit={submit} className="space-y-4">
      <p className="text-sm text-soft">Scan this with your authenticator app, then enter the code it shows.</p>
      <img
        alt="QR code for your authenticator app"
        className="mx-auto size-44 rounded-lg bg-white p-2"
        src={`data:image/svg+xml;utf8,${encodeURIComponent(setUp.data.qr_svg)}`}
      />
      <p className="break-all text-center font-mono text-xs text-soft">{setUp.data.secret}</p>
      <Field label="Code" name="otp" required inputMode="numeric" autoComplete="one-time-code" />
      <FormError error={confirm.error} />
      <Button type="submit" look="primary" busy={confirm.isPending}>
        Turn on
      </Button>
    </form>
  )
}

function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  return (
    <>
      <p className="mb-3 text-sm">
        It is on. Keep these recovery codes somewhere safe: each one signs you in once if you lose your phone.
      </p>
      <Secret text={codes.join('\n')} />
      <Button className="ml-2" onClick={onDone}>
        I have kept them
      </Button>
    </>
  )
}

function TurnOff() {
  const user = useUser()
  const setUser = useSetUser()
  const disable = useDisableTwoFactor()
  const toast = useToast()
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    disable.mutate(
      { password: String(form.get('password')), otp: String(form.get('otp')).trim() },
      {
        onSuccess: () => {
          setUser({ ...user, two_factor_enabled: false })
          toast('Two-factor sign-in is off.')
        },
      },
    )
  }
  return (
    <form onSubmit={submit} className="space-y-4">
      <Field label="Your password" name="password" type="password" required autoComplete="current-password" />
      <Field label="Code from your app, or a recovery code" name="otp" required autoComplete="one-time-code" />
      <FormError error={disable.error} />
      <Button type="submit" look="danger" busy={disable.isPending}>
        Turn off
      </Button>
    </form>
  )
}
