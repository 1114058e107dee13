import { ArrowLeftRight } from 'lucide-react'
import type { Transaction } from '@/lib/api/types'
import { dayOf, dayWords } from '@/lib/days'
import { useTaste } from '@/lib/user'
import { useOtherHalf } from '@/lib/transactions/edits'

/** A transfer between own accounts: it neither earns nor spends; its other half is one click away. */
export function TransferLink({ row, onChoose }: { row: Transaction; onChoose: (id: string) => void }) {
  const other = useOtherHalf(row)
  const taste = useTaste()
  return (
    <div className="mt-4 flex items-center gap-3 rounded-lg bg-raised px-3 py-2.5 text-sm">
      <ArrowLeftRight className="size-4 shrink-0 text-soft" aria-hidden />
      <p className="min-w-0 flex-1">
        A transfer between your own accounts
        {other.data && (
          <button
            type="button"
            className="block max-w-full truncate text-accent hover:underline"
            onClick={() => {
              if (other.data) onChoose(other.data.transaction_id)
            }}
          >
            The other half: {other.data.account ?? other.data.description},{' '}
            {dayWords(dayOf(other.data, taste.timeZone), taste)}
          </button>
        )}
      </p>
    </div>
  )
}
