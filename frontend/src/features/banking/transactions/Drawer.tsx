import { ChevronDown, ChevronUp, Wand2 } from 'lucide-react'
import { useLayoutEffect, type ReactNode } from 'react'
import { Link } from 'react-router'
import { CategoryCell } from '@/features/banking/shared/categories/CategoryCell'
import { Dialog } from '@/components/Dialog'
import { Tooltip } from '@/components/Tooltip'
import { Status, TransactionAmount } from '@/features/banking/shared/Money'
import { Button, Empty, Failure, Loading } from '@/components/ui'
import { ApiError } from '@/lib/api/errors'
import type { Transaction } from '@/lib/api/types'
import { useAccountName } from '@/features/banking/shared/accountName'
import { channelName } from '@/features/banking/shared/channels'
import { useConnectionNames } from '@/features/banking/shared/connections'
import { whenOf } from '@/lib/days'
import { moment } from '@/lib/format'
import { isTyping } from '@/lib/isTyping'
import { useHold } from '@/lib/hold'
import { openedNow, useOpenTransaction } from '@/features/banking/shared/transactions/openTransaction'
import { neighbour } from '@/features/banking/shared/transactions/order'
import { titleOf } from '@/features/banking/shared/transactions/title'
import { useLocale } from '@/lib/user'
import { useTransaction } from './api'
import { factsOf } from './facts'
import { MerchantEditor, NotesEditor } from './NotesEditor'
import { SplitEditor } from './SplitEditor'
import { TagsEditor } from './TagsEditor'
import { TransferLink } from './TransferLink'

/** Everything about the transaction that the address opens, and all that its owner may say of it. */
export default function Drawer() {
  const { openId, step, close } = useOpenTransaction()
  const { data: row, error, refetch } = useTransaction(openId)
  const isMissing = error instanceof ApiError && error.status === 404
  useHold(openId !== null)
  useSteps(openId !== null, step)
  return (
    <Dialog
      drawer
      title="Transaction"
      open={openId !== null}
      onClose={close}
      tools={openId !== null && <Steps id={openId} step={step} />}
    >
      {isMissing ? (
        <Empty title="Transaction not found">It does not exist or has been removed.</Empty>
      ) : row ? (
        <Body key={row.transaction_id} row={row} onChoose={step} />
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={4} />
      )}
    </Dialog>
  )
}

const MOVES: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }

/** j and k, or the arrows, go through the page's rows while nobody types. */
function useSteps(isOpen: boolean, step: (id: string) => void): void {
  // Before the next key: one that is pressed while the last one is still being painted counts too.
  useLayoutEffect(() => {
    if (!isOpen) return
    const onKey = (event: KeyboardEvent) => {
      const by = MOVES[event.key]
      const busy = isTyping(event.target) || document.querySelector('[data-popover][data-open]') !== null
      if (by === undefined || busy || event.ctrlKey || event.metaKey || event.altKey) return
      const next = neighbour(openedNow() ?? '', by)
      event.preventDefault()
      if (next !== null) step(next)
    }
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onKey)
    }
  }, [isOpen, step])
}

function Steps({ id, step }: { id: string; step: (id: string) => void }) {
  const button = (by: number, label: string, icon: ReactNode) => {
    const next = neighbour(id, by)
    return (
      <Tooltip label={`${label} (${by < 0 ? 'k' : 'j'})`}>
        <Button
          look="ghost"
          className="px-2"
          aria-label={label}
          disabled={next === null}
          onClick={() => {
            if (next !== null) step(next)
          }}
        >
          {icon}
        </Button>
      </Tooltip>
    )
  }
  return (
    <>
      {button(-1, 'Previous transaction', <ChevronUp className="size-4" aria-hidden />)}
      {button(1, 'Next transaction', <ChevronDown className="size-4" aria-hidden />)}
    </>
  )
}

function Body({ row, onChoose }: { row: Transaction; onChoose: (id: string) => void }) {
  const userLocale = useLocale()
  const stored = row.state === 'stored'
  return (
    <>
      <p className="text-lg font-semibold [overflow-wrap:anywhere]">{titleOf(row)}</p>
      <p className="mt-1 text-3xl tracking-tight">
        <TransactionAmount transaction={row} />
      </p>
      <p className="mt-1 text-sm text-soft">{whenOf(row, userLocale)}</p>
      <div className="mt-4">
        <CategoryCell transaction={row} />
      </div>
      {(row.transfer_id ?? row.suggested_transfer_id) !== null && <TransferLink row={row} onChoose={onChoose} />}
      {stored && (
        <div className="mt-5 space-y-4">
          <MerchantEditor row={row} key={`merchant ${row.merchant ?? ''}`} />
          <NotesEditor row={row} key={`notes ${row.notes ?? ''}`} />
          <TagsEditor row={row} />
          <SplitEditor row={row} />
          <Link
            to={`/rules?like=${encodeURIComponent(row.transaction_id)}`}
            className="inline-flex items-center gap-2 text-sm text-accent hover:underline"
          >
            <Wand2 className="size-4" aria-hidden /> Create a rule from this
          </Link>
        </div>
      )}
      <Facts row={row} />
    </>
  )
}

function Facts({ row }: { row: Transaction }) {
  const userLocale = useLocale()
  const bank = useConnectionNames()[row.connection_id ?? '']
  const account = useAccountName(row.account_id)
  return (
    <>
      <h3 className="mt-6 text-sm font-semibold">Details from the bank</h3>
      <dl className="mt-1 divide-y divide-line text-sm">
        <Line name="Status">
          <Status transaction={row} />
        </Line>
        <Line name="Description">{row.description}</Line>
        <Line name="Counterparty">{row.counterparty}</Line>
        <Line name="Payment method">{row.channel && channelName(row.channel)}</Line>
        {factsOf(row.details).map(([name, text]) => (
          <Line key={name} name={name}>
            {text}
          </Line>
        ))}
        <Line name="Merchant code">{row.mcc}</Line>
        <Line name="Account">
          {row.account_id && account ? (
            <Link to={`/accounts/${row.account_id}`} className="text-accent underline">
              {account}
            </Link>
          ) : (
            row.account
          )}
        </Line>
        <Line name="Source">{bank ?? row.source}</Line>
        <Line name="Received">{moment(row.received_at, userLocale)}</Line>
        <Line name="ID">
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
