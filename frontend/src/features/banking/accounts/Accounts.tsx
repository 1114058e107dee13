import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'
import { Choice } from '@/components/Choice'
import { Badge, Button, Card, Empty, Failure, Loading, PageTitle } from '@/components/ui'
import { dayWords } from '@/lib/days'
import { money } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useFresh } from '@/features/banking/shared/useFresh'
import { AccountForm } from './AccountForm'
import { accountsKey, useAccounts, type Account } from './api'
import { gapWords, KINDS, SOURCES } from './words'

const EVERY_MS = 10_000

export default function Accounts() {
  const [which, setWhich] = useState<'shown' | 'hidden'>('shown')
  const [isAdding, setAdding] = useState(false)
  const { data, isPending, error, refetch } = useAccounts(which === 'hidden')
  useFresh(accountsKey, EVERY_MS)
  return (
    <>
      <PageTitle title="Accounts">
        <Choice
          label="Which accounts"
          value={which}
          options={[
            ['shown', 'Shown'],
            ['hidden', 'Hidden'],
          ]}
          onChange={setWhich}
        />
        <Button
          look="primary"
          onClick={() => {
            setAdding(true)
          }}
        >
          <Plus className="size-4" aria-hidden />
          New account
        </Button>
      </PageTitle>
      {isPending && (
        <Card>
          <Loading />
        </Card>
      )}
      {error && !data && (
        <Card>
          <Failure error={error} retry={() => void refetch()} />
        </Card>
      )}
      {data && <Lists accounts={data} isHidden={which === 'hidden'} />}
      <AccountForm
        open={isAdding}
        account={null}
        onClose={() => {
          setAdding(false)
        }}
      />
    </>
  )
}

function Lists({ accounts, isHidden }: { accounts: Account[]; isHidden: boolean }) {
  if (accounts.length === 0) {
    return (
      <Card>
        <Empty title={isHidden ? 'No account is hidden' : 'No account yet'}>
          {!isHidden && 'Accounts appear when a bank is linked or a statement is imported, or add one yourself.'}
        </Empty>
      </Card>
    )
  }
  return (
    <div className="space-y-4">
      {KINDS.map(([kind, title]) => {
        const list = accounts.filter((account) => account.kind === kind)
        return list.length > 0 && <KindCard key={kind} title={title} accounts={list} />
      })}
    </div>
  )
}

const KindCard = ({ title, accounts }: { title: string; accounts: Account[] }) => (
  <Card title={title}>
    <ul className="divide-y divide-line">
      {accounts.map((account) => (
        <Row key={account.id} account={account} />
      ))}
    </ul>
  </Card>
)

function Row({ account }: { account: Account }) {
  const userLocale = useLocale()
  const { id, name, institution, number, currency, gap } = account
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 px-4 py-3 sm:px-5">
      <div className="min-w-0">
        <Link to={`/accounts/${id}`} className="font-medium hover:underline">
          {name}
        </Link>
        <p className="text-xs text-soft">{[institution, number !== name && number].filter(Boolean).join(' · ')}</p>
        {gap && (
          <p className="mt-1 flex flex-wrap items-center gap-2 text-xs text-warn">
            <Badge tone="warn">Gap</Badge>
            {gapWords(gap, currency, userLocale)}
          </p>
        )}
      </div>
      <Balance account={account} />
    </li>
  )
}

/** What an account holds, of which day, and who says so. */
export function Balance({ account, className = '' }: { account: Account; className?: string }) {
  const userLocale = useLocale()
  const { balance_decimal, balance_as_of, balance_source, currency } = account
  if (balance_decimal === null) {
    return <p className="ml-auto text-right text-sm text-soft">Not known: no balance was stated yet</p>
  }
  return (
    <div className="ml-auto text-right">
      <p className={`money font-medium ${className}`}>{money(balance_decimal, currency, userLocale.locale)}</p>
      <p className="text-xs text-soft">
        {balance_as_of && dayWords(balance_as_of, userLocale)}
        {balance_source && `, ${SOURCES[balance_source]}`}
      </p>
    </div>
  )
}
