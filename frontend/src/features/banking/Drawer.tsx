import { Wand2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { Dialog } from '@/components/Dialog'
import type { Transaction } from '@/lib/api/types'
import { CHANNELS } from '@/lib/channelNames'
import { useConnectionNames } from '@/lib/connections'
import { moment } from '@/lib/format'
import { useTaste } from '@/lib/user'
import { CategoryCell } from './CategoryCell'
import { factsOf } from './facts'
import { MerchantEditor, NotesEditor } from './NotesEditor'
import { Amount, Status, titleOf } from './Row'
import { SplitEditor } from './SplitEditor'
import { TagsEditor } from './TagsEditor'
import { TransferLink } from './TransferLink'

interface Props {
  transaction: Transaction | null
  onChoose: (transaction: Transaction) => void
  onClose: () => void
}

/** Everything about one transaction, and all that its owner may say of it. */
export function Details({ transaction, onChoose, onClose }: Props) {
  return (
    <Dialog drawer title="Transaction" open={transaction !== null} onClose={onClose}>
      {transaction && <Body key={transaction.transaction_id} row={transaction} onChoose={onChoose} />}
    </Dialog>
  )
}

function Body({ row, onChoose }: { row: Transaction; onChoose: (transaction: Transaction) => void }) {
  const taste = useTaste()
  const stored = row.state === 'stored'
  return (
    <>
      <p className="text-lg font-semibold [overflow-wrap:anywhere]">{titleOf(row)}</p>
      <p className="mt-1 text-3xl tracking-tight">
        <Amount transaction={row} />
      </p>
      <p className="mt-1 text-sm text-soft">{moment(row.occurred_at, taste)}</p>
      <div className="mt-4">
        <CategoryCell transaction={row} />
      </div>
      {row.transfer_id !== null && <TransferLink row={row} onChoose={onChoose} />}
      {stored && (
        <div className="mt-5 space-y-4">
          <MerchantEditor row={row} />
          <NotesEditor row={row} />
          <TagsEditor row={row} />
          <SplitEditor row={row} />
          <Link
            to={`/rules?like=${encodeURIComponent(row.transaction_id)}`}
            className="inline-flex items-center gap-2 text-sm text-accent hover:underline"
          >
            <Wand2 className="size-4" aria-hidden /> Make a rule from this
          </Link>
        </div>
      )}
      <Facts row={row} />
    </>
  )
}

function Facts({ row }: { row: Transaction }) {
  const taste = useTaste()
  const bank = useConnectionNames()[row.connection_id ?? '']
  return (
    <>
      <h3 className="mt-6 text-sm font-semibold">What the bank says</h3>
      <dl className="mt-1 divide-y divide-line text-sm">
        <Line name="Status">
          <Status transaction={row} />
        </Line>
        <Line name="Description">{row.description}</Line>
        <Line name="Counterparty">{row.counterparty}</Line>
        <Line name="Paid by">{row.channel && (CHANNELS[row.channel] ?? row.channel)}</Line>
        {factsOf(row.details).map(([name, text]) => (
          <Line key={name} name={name}>
            {text}
          </Line>
        ))}
        <Line name="Merchant code">{row.mcc}</Line>
        <Line name="Account">{row.account}</Line>
        <Line name="Came from">{bank ?? row.source}</Line>
        <Line name="Received">{moment(row.received_at, taste)}</Line>
        <Line name="Id">
          <code className="text-xs">{row.transaction_id}</code>
        </Line>
      </dl>
    </>
  )
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined || children === '') return null
  return (
    <div className="flex justify-between gap-6 py-2.5">
      <dt className="shrink-0 text-soft">{name}</dt>
      <dd className="min-w-0 text-right [overflow-wrap:anywhere]">{children}</dd>
    </div>
  )
}
