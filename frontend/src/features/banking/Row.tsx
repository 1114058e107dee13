import { Badge } from '@/components/ui'
import type { Transaction } from '@/lib/api/types'
import { moment, money } from '@/lib/format'
import { useTaste } from '@/lib/user'

const TONES = { SUCCESS: 'good', PENDING: 'warn', FAILED: 'bad' } as const
const WORDS = { SUCCESS: 'Settled', PENDING: 'Pending', FAILED: 'Failed' } as const

/** Who it was with, as a person would say it. */
export const titleOf = (transaction: Transaction) =>
  transaction.merchant ?? transaction.counterparty ?? transaction.description ?? transaction.transaction_id

export function Status({ transaction }: { transaction: Transaction }) {
  return (
    <span className="flex gap-1.5">
      <Badge tone={TONES[transaction.status]}>{WORDS[transaction.status]}</Badge>
      {transaction.state === 'queued' && <Badge>queued</Badge>}
    </span>
  )
}

/** The status where it is not the usual one. */
export function Unsettled({ transaction: { status, state } }: { transaction: Transaction }) {
  return (
    <>
      {status !== 'SUCCESS' && <Badge tone={TONES[status]}>{WORDS[status]}</Badge>}
      {state === 'queued' && <Badge>queued</Badge>}
    </>
  )
}

/** What came in has a plus and is green; what went out has a minus. */
export function Amount({ transaction, className = '' }: { transaction: Transaction; className?: string }) {
  const { locale } = useTaste()
  const incoming = transaction.direction === 'in'
  const failed = transaction.status === 'FAILED'
  const look = failed ? 'text-soft line-through' : incoming ? 'text-good' : ''
  return (
    <span className={`money whitespace-nowrap font-medium ${look} ${className}`}>
      {incoming ? '+' : '−'}
      {money(transaction.amount_decimal, transaction.currency, locale)}
    </span>
  )
}

export function Avatar({ name }: { name: string }) {
  return (
    <span
      aria-hidden
      className="grid size-9 shrink-0 place-items-center rounded-lg bg-tint text-xs font-semibold text-accent"
    >
      {name
        .replace(/[^\p{L}\p{N} ]/gu, '')
        .split(' ')
        .map((word) => word[0])
        .join('')
        .slice(0, 2)
        .toUpperCase() || '·'}
    </span>
  )
}

/** One transaction in a feed: who, when, how much. */
export function FeedRow({ transaction, fresh }: { transaction: Transaction; fresh: boolean }) {
  const taste = useTaste()
  return (
    <li className={`flex items-center gap-3 px-4 py-2.5 sm:px-5 ${fresh ? 'animate-arrive' : ''}`}>
      <Avatar name={titleOf(transaction)} />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">{titleOf(transaction)}</p>
        <p className="truncate text-xs text-soft">
          {moment(transaction.occurred_at, taste)}
          {transaction.merchant && transaction.description && ` · ${transaction.description}`}
        </p>
      </div>
      <span className="hidden sm:block">
        <Status transaction={transaction} />
      </span>
      <Amount transaction={transaction} className="text-right text-sm sm:w-28" />
    </li>
  )
}
