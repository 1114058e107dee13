import { RotateCcw } from 'lucide-react'
import type { ReactNode } from 'react'
import { CopyText } from '@/components/CopyText'
import { Dialog } from '@/components/Dialog'
import { useToast } from '@/components/toasts'
import { Button, Failure, Loading } from '@/components/ui'
import type { WebhookDetail } from '@/lib/api/types'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useDetail, useReplay } from './api'
import { pretty } from './pretty'
import { EventState } from './labels'

/** One event: what came, with what headers, and what became of it. */
export function Detail({ id, onClose }: { id: number | null; onClose: () => void }) {
  const detail = useDetail(id)
  return (
    <Dialog drawer wide title="Webhook event" open={id !== null} onClose={onClose}>
      {detail.isPending && <Loading />}
      {detail.error && !detail.data && <Failure error={detail.error} retry={() => void detail.refetch()} />}
      {detail.data && <Event event={detail.data} />}
    </Dialog>
  )
}

function Event({ event }: { event: WebhookDetail }) {
  const userLocale = useLocale()
  const headers = Object.entries(event.headers)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join('\n')
  return (
    <div className="space-y-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <p className="truncate font-semibold">{event.event_type}</p>
          <p className="break-all text-xs text-soft">{event.event_id}</p>
        </div>
        <Replay id={event.id} />
      </div>
      {event.error && <p className="rounded-lg bg-bad/10 px-3 py-2 text-sm text-bad">{event.error}</p>}
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 text-sm sm:grid-cols-3">
        <Fact name="State">
          <EventState state={event.state} />
        </Fact>
        <Fact name="Provider">{event.provider}</Fact>
        <Fact name="Connection">{event.connection_id === null ? 'none' : `#${event.connection_id}`}</Fact>
        <Fact name="Received">{moment(event.received_at, userLocale)}</Fact>
        <Fact name="Processed">{event.processed_at ? moment(event.processed_at, userLocale) : 'not yet'}</Fact>
        <Fact name="Attempts">{event.attempts}</Fact>
        <Fact name="Stored">{event.stored}</Fact>
        <Fact name="Changed">{event.changed}</Fact>
        {event.next_attempt_at && <Fact name="Next attempt">{moment(event.next_attempt_at, userLocale)}</Fact>}
      </dl>
      <CopyText label="Payload" text={pretty(event.payload)} lines />
      {headers && <CopyText label="Headers" text={headers} />}
    </div>
  )
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="min-w-0">
    <dt className="text-xs text-soft">{name}</dt>
    <dd className="mt-0.5 break-words tabular-nums">{children}</dd>
  </div>
)

function Replay({ id }: { id: number }) {
  const replay = useReplay()
  const toast = useToast()
  return (
    <Button
      busy={replay.isPending}
      onClick={() => {
        replay.mutate(id, {
          onSuccess: ({ state }) => {
            if (state === 'received') toast('It will be processed again.', 'good')
            else toast('It belongs to no connection, so nothing was replayed.')
          },
          onError: (error) => {
            toast(error.message, 'bad')
          },
        })
      }}
    >
      {!replay.isPending && <RotateCcw className="size-4" aria-hidden />} Replay
    </Button>
  )
}
