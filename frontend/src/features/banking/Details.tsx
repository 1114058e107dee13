import type { ReactNode } from 'react'
import { Dialog } from '@/components/Dialog'
import type { Transaction } from '@/lib/api/types'
import { moment } from '@/lib/format'
import { useTaste } from '@/lib/user'
import { Amount, Status, titleOf } from './Row'

export function Details({ transaction, onClose }: { transaction: Transaction | null; onClose: () => void }) {
  const taste = useTaste()
  return (
    <Dialog drawer title="Transaction" open={transaction !== null} onClose={onClose}>
      {transaction && (
        <>
          <p className="text-lg font-semibold">{titleOf(transaction)}</p>
          <p className="mt-1 text-3xl tracking-tight">
            <Amount transaction={transaction} />
          </p>
          <dl className="mt-6 divide-y divide-line text-sm">
            <Line name="Status">
              <Status transaction={transaction} />
            </Line>
            <Line name="Occurred">{moment(transaction.occurred_at, taste)}</Line>
            <Line name="Received">{moment(transaction.received_at, taste)}</Line>
            <Line name="Description">{transaction.description}</Line>
            <Line name="Merchant">{transaction.merchant}</Line>
            <Line name="Category">{transaction.category}</Line>
            <Line name="Source">{transaction.source}</Line>
            <Line name="Id">
              <code className="break-all text-xs">{transaction.transaction_id}</code>
            </Line>
          </dl>
        </>
      )}
    </Dialog>
  )
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  if (children === null) return null
  return (
    <div className="flex justify-between gap-6 py-2.5">
      <dt className="text-soft">{name}</dt>
      <dd className="text-right">{children}</dd>
    </div>
  )
}
