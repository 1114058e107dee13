import { useState, type ReactNode } from 'react'
import { useToast } from '@/components/toasts'
import { Button, Field, FormError } from '@/components/ui'
import { ApiError } from '@/lib/api/errors'
import { useUser } from '@/lib/user'
import { useAct, type Proof } from './api'

interface Props<Answer> {
  action: string
  danger?: boolean
  disabled?: boolean
  act: (proof: Proof) => Promise<Answer>
  /** What is said once it is done. */
  done?: string
  onClose: () => void
  onDone: (answer: Answer) => void
  children: ReactNode
}

const isProofNeeded = (error: unknown) => error instanceof ApiError && error.code === 'fresh_sign_in_needed'

/** An action with what it will do above its button; it asks for one's password where the server does. */
export function ActForm<Answer>(props: Props<Answer>) {
  const { action, danger = false, disabled = false, act, done, onClose, onDone, children } = props
  const [proof, setProof] = useState<Required<Proof>>({ current_password: '', otp: '' })
  const [isAsked, setAsked] = useState(false)
  const toast = useToast()
  const run = useAct(act)
  const submit = () => {
    run.mutate(given(proof), {
      onSuccess: (answer) => {
        if (done) toast(done, 'good')
        onDone(answer)
      },
      onError: (error) => {
        if (isProofNeeded(error)) setAsked(true)
      },
    })
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <div className="text-sm text-soft">{children}</div>
      {isAsked && <ProofFields proof={proof} error={run.error} onChange={setProof} />}
      <div className="mt-4">
        <FormError error={isSaidAtFields(run.error) ? null : run.error} />
      </div>
      <div className="mt-5 flex justify-end gap-2">
        <Button data-autofocus onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" look={danger ? 'danger' : 'primary'} disabled={disabled} busy={run.isPending}>
          {action}
        </Button>
      </div>
    </form>
  )
}

const given = ({ current_password, otp }: Required<Proof>): Proof => ({
  ...(current_password ? { current_password } : {}),
  ...(otp ? { otp: otp.trim() } : {}),
})

const isSaidAtFields = (error: unknown) =>
  isProofNeeded(error) || (error instanceof ApiError && Boolean(error.field('current_password') ?? error.field('otp')))

interface ProofProps {
  proof: Required<Proof>
  error: unknown
  onChange: (proof: Required<Proof>) => void
}

function ProofFields({ proof, error, onChange }: ProofProps) {
  const { two_factor_enabled } = useUser()
  const errorOf = (name: string) => (error instanceof ApiError ? error.field(name) : undefined)
  return (
    <div className="mt-4 space-y-4">
      <Field
        label="Your password"
        type="password"
        autoFocus
        autoComplete="current-password"
        hint="Confirm with your own password that it is you."
        error={errorOf('current_password')}
        value={proof.current_password}
        onChange={({ target }) => {
          onChange({ ...proof, current_password: target.value })
        }}
      />
      {two_factor_enabled && (
        <Field
          label="Code from your app, or a recovery code"
          autoComplete="one-time-code"
          error={errorOf('otp')}
          value={proof.otp}
          onChange={({ target }) => {
            onChange({ ...proof, otp: target.value })
          }}
        />
      )}
    </div>
  )
}
