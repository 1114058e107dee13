import { KeyRound, RefreshCw, ShieldCheck, Unlink } from 'lucide-react'
import { useState } from 'react'
import { Confirm } from '@/components/Dialog'
import { useToast } from '@/components/toasts'
import { Button } from '@/components/ui'
import type { BankConnection, Linked, Provider } from '@/lib/api/types'
import { useNewSecret, useReauthorise, useSync } from './api'
import type { useSyncing } from './live'

interface Props {
  connection: BankConnection
  provider: Provider | undefined
  syncing: ReturnType<typeof useSyncing>
  onLinked: (linked: Linked) => void
  onUnlink: () => void
}

export function Actions({ connection, provider, syncing, onLinked, onUnlink }: Props) {
  const pushes = connection.provider === 'inbox'
  return (
    <div className="mt-auto flex flex-wrap items-center gap-2 border-t border-line p-3 max-sm:[&_svg:not(.animate-spin)]:hidden sm:px-4">
      {provider?.sync && <SyncNow id={connection.id} syncing={syncing} />}
      {pushes ? (
        <NewSecret connection={connection} onLinked={onLinked} />
      ) : (
        <Reauthorise id={connection.id} onLinked={onLinked} />
      )}
      <Button look="danger" className="ml-auto" onClick={onUnlink}>
        <Unlink className="size-4" aria-hidden /> Unlink
      </Button>
    </div>
  )
}

function SyncNow({ id, syncing }: { id: number; syncing: Props['syncing'] }) {
  const sync = useSync()
  const toast = useToast()
  return (
    <Button
      busy={syncing.busy.has(id)}
      onClick={() => {
        syncing.begin(id)
        sync.mutate(id, {
          onError: (error) => {
            syncing.end(id)
            toast(error.message, 'bad')
          },
        })
      }}
    >
      {!syncing.busy.has(id) && <RefreshCw className="size-4" aria-hidden />}
      {syncing.busy.has(id) ? 'Syncing…' : 'Sync now'}
    </Button>
  )
}

function Reauthorise({ id, onLinked }: { id: number; onLinked: Props['onLinked'] }) {
  const reauthorise = useReauthorise()
  const toast = useToast()
  return (
    <Button
      busy={reauthorise.isPending}
      onClick={() => {
        reauthorise.mutate(id, {
          onSuccess: onLinked,
          onError: (error) => {
            toast(error.message, 'bad')
          },
        })
      }}
    >
      {!reauthorise.isPending && <ShieldCheck className="size-4" aria-hidden />} Re-authorise
    </Button>
  )
}

function NewSecret({ connection, onLinked }: { connection: BankConnection; onLinked: Props['onLinked'] }) {
  const [asking, setAsking] = useState(false)
  const renew = useNewSecret()
  const toast = useToast()
  const close = () => {
    setAsking(false)
  }
  return (
    <>
      <Button
        onClick={() => {
          setAsking(true)
        }}
      >
        <KeyRound className="size-4" aria-hidden /> New secret
      </Button>
      <Confirm
        title={`Create a new secret for “${connection.name}”?`}
        open={asking}
        action="Create secret"
        busy={renew.isPending}
        onClose={close}
        onConfirm={() => {
          renew.mutate(connection.id, {
            onSuccess: onLinked,
            onError: (error) => {
              toast(error.message, 'bad')
            },
            onSettled: close,
          })
        }}
      >
        The current secret keeps working for 24 hours, so that no event is lost while you change the sender. After that
        it is refused.
      </Confirm>
    </>
  )
}
