import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Health } from '@/features/banking/shared/Health'
import { ProgressBar } from '@/components/ProgressBar'
import { useToast } from '@/components/toasts'
import { Button } from '@/components/ui'
import type { BankConnection, Linked, Provider } from '@/lib/api/types'
import { count, moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { Actions } from './Actions'
import { useDismiss } from './api'
import type { useSyncing } from './live'
import { stateWords, whatToDo } from './labels'

interface Props {
  connection: BankConnection
  provider: Provider | undefined
  syncing: ReturnType<typeof useSyncing>
  onLinked: (linked: Linked) => void
  onUnlink: () => void
}

export function ConnectionCard({ connection, provider, syncing, onLinked, onUnlink }: Props) {
  const { name, provider: code, external_id, holder, state, health, last_error } = connection
  const advice = whatToDo(connection)
  return (
    <li className="card flex flex-col">
      <div className="flex items-start gap-3 p-4 sm:p-5">
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold">{name}</h2>
          <p className="truncate text-xs text-soft">
            {[provider?.title ?? code, external_id, holder && `holder: ${holder}`].filter(Boolean).join(' · ')}
          </p>
        </div>
        <Health health={health} />
      </div>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 border-t border-line px-4 py-4 text-sm sm:px-5">
        <Fact name="State">{stateWords(state)}</Fact>
        <Fact name="Last event">
          <Moment at={connection.last_event_at} none="none yet" />
        </Fact>
        <Fact name="Last sync">
          <Moment at={connection.last_sync_at} none={provider?.sync === false ? 'not needed' : 'none yet'} />
        </Fact>
        <Fact name="Next sync">
          <Moment
            at={connection.next_sync_at}
            none={provider?.sync === false ? 'pushed automatically' : 'not scheduled'}
          />
        </Fact>
      </dl>
      {(last_error ?? advice) && (
        <div className="flex gap-2.5 border-t border-line px-4 py-3 text-sm sm:px-5">
          <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
          <div className="min-w-0">
            {last_error && <p className="break-words">{last_error}</p>}
            {advice && <p className="text-soft">{advice}</p>}
          </div>
        </div>
      )}
      {syncing.busy.has(connection.id) && (
        <div className="border-t border-line px-4 py-3 text-sm sm:px-5">
          <ProgressBar label={`Syncing with ${name}`} standing={null} unit="transactions" />
        </div>
      )}
      {connection.errors > 0 && <Unread connection={connection} />}
      <Actions connection={connection} provider={provider} syncing={syncing} onLinked={onLinked} onUnlink={onUnlink} />
    </li>
  )
}

/** Deliveries that could not be read whole: an administrator can replay them once their cause is gone. */
function Unread({ connection: { id, errors } }: { connection: BankConnection }) {
  const dismiss = useDismiss()
  const toast = useToast()
  const { locale } = useLocale()
  return (
    <div className="flex items-center gap-2.5 border-t border-line px-4 py-2 text-sm sm:px-5">
      <TriangleAlert className="size-4 shrink-0 text-warn" aria-hidden />
      <p className="min-w-0 flex-1">
        {errors === 1 ? 'One delivery' : `${count(errors, locale)} deliveries`} contained something that could not be
        read. Everything else is stored.
      </p>
      <Button
        look="ghost"
        busy={dismiss.isPending}
        onClick={() => {
          dismiss.mutate(id, { onError: (error) => toast(error.message, 'bad') })
        }}
      >
        Dismiss
      </Button>
    </div>
  )
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="min-w-0">
    <dt className="text-xs text-soft">{name}</dt>
    <dd className="mt-0.5 tabular-nums">{children}</dd>
  </div>
)

function Moment({ at, none }: { at: string | null; none: string }) {
  const userLocale = useLocale()
  return at ? moment(at, userLocale) : <span className="text-soft">{none}</span>
}
