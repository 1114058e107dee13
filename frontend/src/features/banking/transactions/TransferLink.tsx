import { ArrowLeftRight } from 'lucide-react'
import { Button } from '@/components/ui'
import type { Transaction } from '@/lib/api/types'
import { dayOf, dayWords } from '@/lib/days'
import { useOtherHalf, useTransfer } from '@/features/banking/shared/transactions/transfers'
import { useLocale } from '@/lib/user'

interface Props {
  row: Transaction
  onChoose: (id: string) => void
}

/** A transfer between own accounts neither earns nor spends. One that is only suggested waits for its owner's word. */
export function TransferLink({ row, onChoose }: Props) {
  const transfer = useTransfer(row)
  const suggested = row.transfer_id === null ? row.suggested_transfer_id : null
  const say = (other: number | null, words: string) => (
    <Button
      look="ghost"
      disabled={transfer.isPending}
      onClick={() => {
        transfer.mutate(other)
      }}
    >
      {words}
    </Button>
  )
  return (
    <div className="mt-4 flex items-start gap-3 rounded-lg bg-raised px-3 py-2.5 text-sm">
      <ArrowLeftRight className="mt-0.5 size-4 shrink-0 text-soft" aria-hidden />
      <div className="min-w-0 flex-1">
        <p>
          {suggested === null
            ? 'A transfer between your own accounts'
            : 'Is this a transfer between your own accounts?'}
        </p>
        <OtherHalf row={row} onChoose={onChoose} />
        <div className="-ml-3 mt-1 flex flex-wrap">
          {suggested !== null && say(suggested, 'Yes, a transfer')}
          {say(null, suggested === null ? 'This is not a transfer' : 'No, two payments')}
        </div>
      </div>
    </div>
  )
}

function OtherHalf({ row, onChoose }: Props) {
  const { data: other } = useOtherHalf(row)
  const userLocale = useLocale()
  if (!other) return null
  return (
    <button
      type="button"
      className="block max-w-full truncate text-accent hover:underline"
      onClick={() => {
        onChoose(other.transaction_id)
      }}
    >
      Other side: {other.account ?? other.description}, {dayWords(dayOf(other, userLocale.timeZone), userLocale)}
    </button>
  )
}
