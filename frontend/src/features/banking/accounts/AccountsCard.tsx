import { ArrowRight } from 'lucide-react'
import { Link } from 'react-router'
import { Card, Failure, Loading } from '@/components/ui'
import { money } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useFresh } from '@/features/banking/shared/useFresh'
import { accountsKey, useAccounts, type Account } from './api'

const EVERY_MS = 10_000
const SHOWN = 8

/** The accounts with what they hold, on the home page. */
export function AccountsCard() {
  const { data, error, refetch } = useAccounts(false)
  useFresh(accountsKey, EVERY_MS)
  const all = (
    <Link to="/accounts" className="inline-flex items-center gap-1 text-sm text-accent hover:underline">
      All accounts <ArrowRight className="size-4" aria-hidden />
    </Link>
  )
  return (
    <Card title="Accounts" action={all} className="self-start">
      {!data && (error ? <Failure error={error} retry={() => void refetch()} /> : <Loading rows={3} />)}
      {data?.length === 0 && (
        <p className="p-5 text-sm text-soft">They appear when a bank is linked or a statement is imported.</p>
      )}
      {data && (
        <ul className="divide-y divide-line">
          {data.slice(0, SHOWN).map((account) => (
            <Row key={account.id} account={account} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Row({ account: { id, name, institution, currency, balance_decimal, gaps } }: { account: Account }) {
  const { locale } = useLocale()
  return (
    <li className="relative flex items-center justify-between gap-3 px-4 py-2.5 text-sm hover:bg-raised/60 sm:px-5">
      <span className="min-w-0">
        <Link to={`/accounts/${id}`} className="block truncate after:absolute after:inset-0">
          {name}
        </Link>
        {institution && <span className="block truncate text-xs text-soft">{institution}</span>}
      </span>
      <span className="shrink-0 text-right">
        <span className="money font-medium">
          {balance_decimal === null ? '–' : money(balance_decimal, currency, locale)}
        </span>
        {gaps > 0 && <span className="block text-xs text-warn">a gap</span>}
      </span>
    </li>
  )
}
