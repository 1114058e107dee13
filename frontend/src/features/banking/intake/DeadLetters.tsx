import { useState } from 'react'
import { DataTable, type Column } from '@/components/data-table'
import { Confirm, Dialog } from '@/components/Dialog'
import { Select } from '@/components/fields'
import { useToast } from '@/components/toasts'
import { Badge, Button, Card, Empty } from '@/components/ui'
import type { DeadLetter } from '@/lib/api/types'
import { moment, type UserLocale } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useDeadLetters, useSettleLetter } from './api'

const ROW_PX = 62
const REASONS: Record<DeadLetter['reason'], string> = {
  conflict: 'Conflicts with a stored transaction',
  unknown_user: 'Unknown user',
  undecodable: 'Unreadable',
  refused: 'Refused by the database',
}

const STATES = [
  ['open', 'Open'],
  ['retried', 'Retried'],
  ['discarded', 'Discarded'],
] as const

export function DeadLetters() {
  const [state, setState] = useState<string>('open')
  const letters = useDeadLetters(state)
  const userLocale = useLocale()
  const [viewed, setViewed] = useState<DeadLetter | null>(null)
  const [discarding, setDiscarding] = useState<DeadLetter | null>(null)
  return (
    <Card
      title="Dead letters"
      className="mt-4 overflow-hidden"
      action={<Select label="State" hideLabel className="w-36" value={state} options={STATES} onChange={setState} />}
    >
      <DataTable
        label="Dead letters"
        columns={columnsOf(userLocale, { onView: setViewed, onDiscard: setDiscarding })}
        rows={letters.data?.items ?? []}
        keyOf={(letter) => letter.id}
        rowPx={ROW_PX}
        measured
        source={letters}
        empty={
          <Empty title="No dead letters">
            What cannot be stored is kept here with the reason. Nothing is lost silently.
          </Empty>
        }
        className="max-h-[32rem]"
        rowProps={() => ({ className: 'py-3' })}
      />
      <Dialog
        title="What was sent"
        open={viewed !== null}
        onClose={() => {
          setViewed(null)
        }}
      >
        <pre className="max-h-96 overflow-auto rounded-lg bg-raised p-3 text-xs" tabIndex={0}>
          {typeof viewed?.payload === 'string' ? viewed.payload : JSON.stringify(viewed?.payload, null, 2)}
        </pre>
      </Dialog>
      <Discard
        letter={discarding}
        onClose={() => {
          setDiscarding(null)
        }}
      />
    </Card>
  )
}

interface Handlers {
  onView: (letter: DeadLetter) => void
  onDiscard: (letter: DeadLetter) => void
}

const columnsOf = (userLocale: UserLocale, handlers: Handlers): Column<DeadLetter>[] => [
  {
    id: 'transaction',
    head: 'Transaction',
    cell: (letter) => (
      <>
        <p className="truncate font-medium">{letter.transaction_id ?? 'Not a transaction'}</p>
        <p className="truncate text-xs text-soft">
          {moment(letter.created_at, userLocale)}
          {letter.user !== null && ` · user ${letter.user}`} · {letter.detail}
        </p>
        <div className="mt-2 space-y-2 md:hidden">
          <Badge tone="bad">{REASONS[letter.reason]}</Badge>
          <Actions letter={letter} {...handlers} />
        </div>
      </>
    ),
    width: 'minmax(0,1fr)',
  },
  {
    id: 'reason',
    head: 'Reason',
    cell: (letter) => <Badge tone="bad">{REASONS[letter.reason]}</Badge>,
    width: '14rem',
    from: 'md',
  },
  {
    id: 'actions',
    head: 'Actions',
    cell: (letter) => <Actions letter={letter} {...handlers} />,
    width: '15rem',
    from: 'md',
    right: true,
  },
]

function Actions({ letter, onView, onDiscard }: Handlers & { letter: DeadLetter }) {
  const toast = useToast()
  const retry = useSettleLetter('retry')
  return (
    <div className="flex gap-2 md:justify-end">
      <Button
        look="ghost"
        onClick={() => {
          onView(letter)
        }}
      >
        View
      </Button>
      {letter.state === 'open' && (
        <>
          <Button
            busy={retry.isPending}
            onClick={() => {
              retry.mutate(letter.id, {
                onSuccess: () => {
                  toast('Sent to the queue again.', 'good')
                },
                onError: (error) => {
                  toast(error.message, 'bad')
                },
              })
            }}
          >
            Retry
          </Button>
          <Button
            look="danger"
            onClick={() => {
              onDiscard(letter)
            }}
          >
            Discard
          </Button>
        </>
      )}
    </div>
  )
}

function Discard({ letter, onClose }: { letter: DeadLetter | null; onClose: () => void }) {
  const discard = useSettleLetter('discard')
  const toast = useToast()
  return (
    <Confirm
      title="Discard this dead letter?"
      open={letter !== null}
      action="Discard"
      busy={discard.isPending}
      onClose={onClose}
      onConfirm={() => {
        if (letter) {
          discard.mutate(letter.id, {
            onError: (error) => {
              toast(error.message, 'bad')
            },
            onSettled: onClose,
          })
        }
      }}
    >
      It will not be stored. It stays in the list, marked as discarded.
    </Confirm>
  )
}
