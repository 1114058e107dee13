import type { Transaction } from '@/lib/api/types'
import { money } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { Badge } from '@/components/ui'

const TONES = { SUCCESS: 'good', PENDING: 'warn', FAILED: 'bad' } as const
const WORDS = { SUCCESS: 'Settled', PENDING: 'Not settled yet', FAILED: 'Failed' } as const

export function Status({ transaction: { status, state } }: { transaction: Transaction }) {
  return (
    <span className="flex gap-1.5">
      <Badge tone={TONES[status]}>{WORDS[status]}</Badge>
      {state === 'queued' && <Badge>being stored</Badge>}
    </span>
  )
}

/** The status where it is not the usual one. */
export function Unsettled({ transaction }: { transaction: Transaction }) {
  const { status, state } = transaction
  return (
    <>
      {status !== 'SUCCESS' && <Badge tone={TONES[status]}>{WORDS[status]}</Badge>}
      {state === 'queued' && <Badge>being stored</Badge>}
    </>
  )
}

/** What came in has a plus and is green; what went out has a minus. */
export function Amount({ transaction, className = '' }: { transaction: Transaction; className?: string }) {
  const { locale } = useLocale()
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
