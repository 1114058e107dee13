import { Amount } from '@/components/Amount'
import type { Transaction } from '@/lib/api/types'
import { Badge } from '@/components/ui'

const TONES = { SUCCESS: 'good', PENDING: 'warn', FAILED: 'bad' } as const
const WORDS = { SUCCESS: 'Settled', PENDING: 'Not settled yet', FAILED: 'Failed' } as const

export function Status({ transaction: { status, state } }: { transaction: Transaction }) {
  return (
    <span className="flex gap-1.5">
      <Badge tone={TONES[status]}>{WORDS[status]}</Badge>
      {state === 'queued' && <Badge>being saved</Badge>}
    </span>
  )
}

/** The status where it is not the usual one. */
export function Unsettled({ transaction }: { transaction: Transaction }) {
  const { status, state } = transaction
  return (
    <>
      {status !== 'SUCCESS' && <Badge tone={TONES[status]}>{WORDS[status]}</Badge>}
      {state === 'queued' && <Badge>being saved</Badge>}
    </>
  )
}

/** A transaction's amount with its sign; crossed out where it failed. */
export function TransactionAmount({ transaction, className = '' }: { transaction: Transaction; className?: string }) {
  const { amount_decimal, currency, direction, status } = transaction
  return <Amount decimal={amount_decimal} failed={status === 'FAILED'} {...{ currency, direction, className }} />
}
