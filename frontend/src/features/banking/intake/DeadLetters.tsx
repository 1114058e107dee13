import { useState } from 'react'
import { Confirm, Dialog } from '@/components/Dialog'
import { useToast } from '@/components/Toasts'
import { Badge, Button, Card, Empty, Failure, Loading, Select } from '@/components/ui'
import type { DeadLetter } from '@/lib/api/types'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useDeadLetters, useSettleLetter } from './api'

const REASONS: Record<DeadLetter['reason'], string> = {
  conflict: 'Contradicts a stored one',
  unknown_user: 'Unknown user',
  undecodable: 'Unreadable',
  refused: 'Refused by the database',
}

export function DeadLetters() {
  const [state, setState] = useState('open')
  const letters = useDeadLetters(state)
  const [looking, setLooking] = useState<DeadLetter | null>(null)
  const [discarding, setDiscarding] = useState<DeadLetter | null>(null)
  return (
    <Card
      title="Dead letters"
      className="mt-4 overflow-hidden"
      action={
        <Select
          label="State"
          hideLabel
          value={state}
          onChange={(event) => {
            setState(event.target.value)
          }}
        >
          <option value="open">Open</option>
          <option value="retried">Retried</option>
          <option value="discarded">Discarded</option>
        </Select>
      }
    >
      {letters.isPending && <Loading rows={2} />}
      {letters.error && !letters.data && <Failure error={letters.error} retry={() => void letters.refetch()} />}
      {letters.data?.items.length === 0 && (
        <Empty title="None">What cannot be stored waits here with its reason; nothing is dropped silently.</Empty>
      )}
      <ul className="divide-y divide-line">
        {letters.data?.items.map((letter) => (
          <Letter
            key={letter.id}
            letter={letter}
            onLook={() => {
              setLooking(letter)
            }}
            onDiscard={() => {
              setDiscarding(letter)
            }}
          />
        ))}
      </ul>
      <Dialog
        title="What was sent"
        open={looking !== null}
        onClose={() => {
          setLooking(null)
        }}
      >
        <pre className="max-h-96 overflow-auto rounded-lg bg-raised p-3 text-xs" tabIndex={0}>
          {typeof looking?.payload === 'string' ? looking.payload : JSON.stringify(looking?.payload, null, 2)}
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

function Letter({ letter, onLook, onDiscard }: { letter: DeadLetter; onLook: () => void; onDiscard: () => void }) {
  const userLocale = useLocale()
  const toast = useToast()
  const retry = useSettleLetter('retry')
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 text-sm sm:px-5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="truncate font-medium">{letter.transaction_id ?? 'Not a transaction'}</p>
        <p className="truncate text-xs text-soft">
          {moment(letter.created_at, userLocale)}
          {letter.user !== null && ` · user ${letter.user}`} · {letter.detail}
        </p>
      </div>
      <Badge tone="bad">{REASONS[letter.reason]}</Badge>
      <div className="flex gap-2">
        <Button look="ghost" onClick={onLook}>
          Look
        </Button>
        {letter.state === 'open' && (
          <>
            <Button
              busy={retry.isPending}
              onClick={() => {
                retry.mutate(letter.id, {
                  onSuccess: () => {
                    toast('Queued again.', 'good')
                  },
                  onError: (error) => {
                    toast(error.message, 'bad')
                  },
                })
              }}
            >
              Retry
            </Button>
            <Button look="danger" onClick={onDiscard}>
              Discard
            </Button>
          </>
        )}
      </div>
    </li>
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
