import { Copy } from 'lucide-react'
import { useState, type SubmitEvent } from 'react'
import { Confirm, Dialog } from '@/components/Dialog'
import { useToast } from '@/components/Toasts'
import { Badge, Button, Card, Empty, Failure, Field, FormError, Loading, Select } from '@/components/ui'
import type { ApiToken } from '@/lib/api/types'
import { ApiError } from '@/lib/api/errors'
import { moment } from '@/lib/format'
import { useLocale, useUser } from '@/lib/user'
import { useCreateToken, useRevokeToken, useTokens } from './api'

const SCOPES = [
  ['transactions:read', 'Read transactions'],
  ['transactions:write', 'Add transactions'],
  ['fx:read', 'Read exchange rates'],
  ['fx:write', 'Set your own exchange rates'],
  ['accounts:read', 'Read accounts and balances'],
  ['accounts:write', 'Change accounts and state balances'],
  ['portfolio:read', 'Read portfolios'],
  ['portfolio:write', 'Change portfolios'],
  ['profile:read', 'Read your profile'],
] as const

export function ApiTokens() {
  const tokens = useTokens()
  const revoke = useRevokeToken()
  const [making, setMaking] = useState(false)
  const [revoking, setRevoking] = useState<ApiToken | null>(null)
  return (
    <Card
      title="Personal API tokens"
      className="overflow-hidden"
      action={
        <Button
          look="primary"
          onClick={() => {
            setMaking(true)
          }}
        >
          New token
        </Button>
      }
    >
      {tokens.isPending && <Loading rows={2} />}
      {tokens.error && !tokens.data && <Failure error={tokens.error} retry={() => void tokens.refetch()} />}
      {tokens.data?.items.length === 0 && (
        <Empty title="No tokens yet">A token lets a program send or read transactions as you, and nothing else.</Empty>
      )}
      <ul className="divide-y divide-line">
        {tokens.data?.items.map((token) => (
          <TokenRow
            key={token.id}
            token={token}
            onRevoke={() => {
              setRevoking(token)
            }}
          />
        ))}
      </ul>
      <NewToken
        open={making}
        onClose={() => {
          setMaking(false)
        }}
      />
      <Confirm
        title={`Revoke “${revoking?.name ?? ''}”?`}
        open={revoking !== null}
        action="Revoke"
        busy={revoke.isPending}
        onClose={() => {
          setRevoking(null)
        }}
        onConfirm={() => {
          if (revoking)
            revoke.mutate(revoking.id, {
              onSettled: () => {
                setRevoking(null)
              },
            })
        }}
      >
        Programs that use it are refused from then on. This cannot be undone.
      </Confirm>
    </Card>
  )
}

function TokenRow({ token, onRevoke }: { token: ApiToken; onRevoke: () => void }) {
  const userLocale = useLocale()
  return (
    <li className="flex flex-wrap items-center gap-3 px-4 py-3 text-sm sm:px-5">
      <div className="min-w-0 flex-1 basis-60">
        <p className="truncate font-medium">
          {token.name} <code className="ml-1 text-xs text-soft">{token.prefix}…</code>
        </p>
        <p className="text-xs text-soft">
          {token.last_used_at ? `last used ${moment(token.last_used_at, userLocale)}` : 'never used'}
          {token.expires_at && ` · until ${moment(token.expires_at, userLocale)}`}
        </p>
      </div>
      {token.scopes.map((scope) => (
        <Badge key={scope}>{scope}</Badge>
      ))}
      <Button look="danger" onClick={onRevoke}>
        Revoke
      </Button>
    </li>
  )
}

function NewToken({ open, onClose }: { open: boolean; onClose: () => void }) {
  const create = useCreateToken()
  const [asked, setAsked] = useState(false)
  const problem = create.error instanceof ApiError ? create.error : null
  const close = () => {
    create.reset()
    setAsked(false)
    onClose()
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const days = Number(form.get('days'))
    create.mutate(
      {
        name: String(form.get('name')),
        scopes: form.getAll('scope').map(String),
        ...(days ? { expires_in_days: days } : {}),
        ...(form.has('current') ? { current_password: String(form.get('current')) } : {}),
        ...(form.has('otp') ? { otp: String(form.get('otp')).trim() } : {}),
      },
      {
        onError: (error) => {
          if (error instanceof ApiError && error.code === 'fresh_sign_in_needed') setAsked(true)
        },
      },
    )
  }
  return (
    <Dialog title={create.data ? 'Copy your token now' : 'New API token'} open={open} onClose={close}>
      {create.data ? (
        <Secret text={create.data.token} />
      ) : (
        <form onSubmit={submit} className="space-y-4">
          <Field label="Name" name="name" required maxLength={80} placeholder="What will use it?" />
          <fieldset>
            <legend className="mb-1.5 text-sm font-medium">It may</legend>
            {SCOPES.map(([scope, words]) => (
              <label key={scope} className="flex items-center gap-2 py-1 text-sm">
                <input type="checkbox" name="scope" value={scope} defaultChecked={scope.startsWith('transactions')} />
                {words}
              </label>
            ))}
          </fieldset>
          <Select label="Expires" name="days" defaultValue="365">
            <option value="30">in 30 days</option>
            <option value="365">in a year</option>
            <option value="0">never</option>
          </Select>
          {asked && <Proof problem={problem} />}
          {problem?.code !== 'fresh_sign_in_needed' && !problem?.problem.errors && <FormError error={create.error} />}
          <Button type="submit" look="primary" busy={create.isPending}>
            Make token
          </Button>
        </form>
      )}
    </Dialog>
  )
}

/** The password again, of somebody who signed in a while ago; with two factors a code too. */
function Proof({ problem }: { problem: ApiError | null }) {
  const user = useUser()
  return (
    <>
      <Field
        label="Your password"
        name="current"
        type="password"
        required
        autoFocus
        autoComplete="current-password"
        hint="You signed in a while ago; a token needs your password again."
        error={problem?.field('current_password')}
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
    </>
  )
}

export function Secret({ text }: { text: string }) {
  const toast = useToast()
  return (
    <>
      <p className="mb-3 text-sm text-soft">It is shown only once; the server keeps just a hash of it.</p>
      <pre className="whitespace-pre-wrap break-all rounded-lg bg-raised p-3 text-xs">{text}</pre>
      <Button
        className="mt-3"
        onClick={() => {
          void navigator.clipboard.writeText(text).then(() => {
            toast('Copied.', 'good')
          })
        }}
      >
        <Copy className="size-4" aria-hidden /> Copy
      </Button>
    </>
  )
}
