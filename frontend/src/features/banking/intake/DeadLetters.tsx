import { useState } from 'react'
import { Confirm, Dialog } from '@/components/Dialog'
import { useToast } from '@/components/Toasts'
import { Badge, Button, Card, Empty, Failure, Loading, Select } from '@/components/ui'
import { ColumnHeads, useVirtualTable, VirtualTable } from '@/components/VirtualTable'
import type { DeadLetter } from '@/lib/api/types'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useDeadLetters, useSettleLetter } from './api'

const ROW_PX = 62
const GRID = 'grid grid-cols-[minmax(0,1fr)] items-center gap-x-4 gap-y-2 md:grid-cols-[minmax(0,1fr)_14rem_15rem]'
const REASONS: Record<DeadLetter['reason'], string> = {
  conflict: 'Conflicts with a stored transaction',
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
      {letters.data && letters.data.items.length > 0 && (
        <Letters letters={letters.data.items} onLook={setLooking} onDiscard={setDiscarding} />
      )}
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

interface LettersProps {
  letters: DeadLetter[]
  onLook: (letter: DeadLetter) => void
  onDiscard: (letter: DeadLetter) => void
}

function Letters({ letters, onLook, onDiscard }: LettersProps) {
  const table = useVirtualTable({
    rows: letters,
    keyOf: (letter) => letter.id,
    heightOf: () => ROW_PX,
    measured: true,
  })
  return (
    <VirtualTable
      table={table}
      label="Dead letters"
      className="max-h-[32rem] overflow-y-auto"
      head={<ColumnHeads names={['Transaction', 'Reason', 'Actions']} right={['Actions']} grid={GRID} />}
    >
      {(letter, index) => (
        <Letter
          letter={letter}
          index={index}
          onLook={() => {
            onLook(letter)
          }}
          onDiscard={() => {
            onDiscard(letter)
          }}
        />
      )}
    </VirtualTable>
  )
}

interface RowProps {
  letter: DeadLetter
  index: number
  onLook: () => void
  onDiscard: () => void
}

function Letter({ letter, index, onLook, onDiscard }: RowProps) {
  const userLocale = useLocale()
  const toast = useToast()
  const retry = useSettleLetter('retry')
  return (
    <div role="row" aria-rowindex={index + 2} className={`${GRID} border-b border-line px-4 py-3 text-sm sm:px-5`}>
      <div role="cell" className="min-w-0">
        <p className="truncate font-medium">{letter.transaction_id ?? 'Not a transaction'}</p>
        <p className="truncate text-xs text-soft">
          {moment(letter.created_at, userLocale)}
          {letter.user !== null && ` · user ${letter.user}`} · {letter.detail}
        </p>
      </div>
      <span role="cell">
        <Badge tone="bad">{REASONS[letter.reason]}</Badge>
      </span>
      <div role="cell" className="flex gap-2 md:justify-end">
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
