import { useState } from 'react'
import { Badge, Button, Card } from '@/components/ui'
import { money } from '@/lib/format'
import { useLocale, useUser } from '@/lib/user'
import { howFar, inBase, showDay, totalsOf, type Due } from './calendar'
import { MerchantLink, RecurringAmount } from './parts'

const FIRST = 8

interface Props {
  dues: Due[]
  today: string
  days: number
}

/** What is expected next, in order. */
export function Upcoming({ dues, today, days }: Props) {
  const [all, setAll] = useState(false)
  return (
    <Card title={`Next ${days} days`} action={<Sums dues={dues} />} className="overflow-hidden">
      {dues.length === 0 && <p className="p-5 text-sm text-soft">No payments are expected.</p>}
      <ul className="divide-y divide-line">
        {(all ? dues : dues.slice(0, FIRST)).map((due) => (
          <Row key={`${due.on}|${due.recurring.merchant}|${due.recurring.amount}`} due={due} today={today} />
        ))}
      </ul>
      {dues.length > FIRST && (
        <div className="border-t border-line p-2 text-center">
          <Button
            look="ghost"
            onClick={() => {
              setAll(!all)
            }}
          >
            {all ? 'Show fewer' : `Show all ${dues.length}`}
          </Button>
        </div>
      )}
    </Card>
  )
}

function Sums({ dues }: { dues: Due[] }) {
  const { locale } = useLocale()
  const { base_currency } = useUser()
  const items = dues.map(({ recurring }) => recurring)
  const parts = totalsOf(items, base_currency)
  const [whole] = totalsOf(inBase(items), base_currency)
  const isMixed = parts.some(({ currency }) => currency !== base_currency)
  return (
    <p className="money text-right text-xs leading-5 text-soft">
      {[...(whole && isMixed ? [whole] : []), ...parts].map(({ currency, out, in: income }, place) => (
        <span key={`${place} ${currency}`} className={`block ${isMixed && place === 0 ? 'font-medium text-ink' : ''}`}>
          {!out.isZero && `−${money(out.toString(), currency, locale)}`}{' '}
          {!income.isZero && <span className="text-good">+{money(income.toString(), currency, locale)}</span>}
        </span>
      ))}
    </p>
  )
}

function Row({ due: { on, recurring }, today }: { due: Due; today: string }) {
  const userLocale = useLocale()
  return (
    <li className="flex items-center gap-3 px-4 py-2.5 text-sm sm:px-5">
      <div className="w-24 shrink-0">
        <p className="money">{showDay(on, userLocale, today)}</p>
        <p className="text-xs text-soft">{on < today ? <Badge tone="warn">due</Badge> : howFar(on, today)}</p>
      </div>
      <MerchantLink recurring={recurring} />
      <RecurringAmount recurring={recurring} />
    </li>
  )
}
