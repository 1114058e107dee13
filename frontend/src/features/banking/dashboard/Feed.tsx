import { ArrowRight } from 'lucide-react'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { NewPill } from '@/components/NewPill'
import { Card, Failure, Loading } from '@/components/ui'
import { FeedRow } from '@/features/banking/shared/FeedRow'
import { keyOf } from '@/features/banking/shared/transactions/lists'
import { useWaiting } from '@/features/banking/shared/transactions/live'
import { useOpenTransaction } from '@/features/banking/shared/transactions/openTransaction'
import { useRowOrder } from '@/features/banking/shared/transactions/order'
import { useKeyboardHold } from '@/lib/keyboardHold'
import { useRecent } from './api'

const SHOWN = 12

/** The newest transactions as they come. */
export function Feed() {
  const recent = useRecent()
  const waiting = useWaiting()
  const { open } = useOpenTransaction()
  const rows = useMemo(() => (recent.data?.items ?? []).slice(0, SHOWN), [recent.data])
  useRowOrder(useMemo(() => rows.map((row) => row.transaction_id), [rows]))
  return (
    <Card
      title="Live feed"
      className="relative overflow-hidden self-start"
      action={
        <Link to="/transactions" className="inline-flex items-center gap-1 text-sm text-accent hover:underline">
          All transactions <ArrowRight className="size-4" aria-hidden />
        </Link>
      }
    >
      {recent.isPending && <Loading />}
      {recent.error && rows.length === 0 && <Failure error={recent.error} retry={() => void recent.refetch()} />}
      {recent.isSuccess && rows.length === 0 && (
        <p className="p-5 text-sm text-soft">Waiting for the first transaction.</p>
      )}
      {rows.length > 0 && <NewPill count={waiting.count} onClick={waiting.show} className="top-14" />}
      <ul className="divide-y divide-line" aria-label="Live feed" aria-live="off" {...useKeyboardHold()}>
        {rows.map((row) => (
          <FeedRow key={keyOf(row)} row={row} onOpen={open} />
        ))}
      </ul>
    </Card>
  )
}
