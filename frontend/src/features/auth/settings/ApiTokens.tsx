import { useState } from 'react'
import { Confirm } from '@/components/Dialog'
import { Badge, Button, Card, Empty, Failure, Loading } from '@/components/ui'
import type { ApiToken } from '@/lib/api/types'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useRevokeToken, useTokens } from './api'
import { NewToken } from './NewToken'
import { scopeWords } from './scopes'

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
        Programs that use it will be refused. This cannot be undone.
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
        <Badge key={scope}>{scopeWords(scope)}</Badge>
      ))}
      <Button look="danger" onClick={onRevoke}>
        Revoke
      </Button>
    </li>
  )
}
