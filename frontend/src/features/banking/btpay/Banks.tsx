import { ArrowRight } from 'lucide-react'
import { Link } from 'react-router'
import { Health } from '@/features/banking/shared/Health'
import { Card, Skeleton } from '@/components/ui'
import type { DashboardConnection } from '@/lib/api/types'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'

/** How each of the user's banks does. */
export function Banks({ connections }: { connections: DashboardConnection[] | undefined }) {
  return (
    <Card
      title="Connections"
      action={
        <Link to="/connections" className="inline-flex items-center gap-1 text-sm text-accent hover:underline">
          Manage <ArrowRight className="size-4" aria-hidden />
        </Link>
      }
    >
      {!connections && <Skeleton className="m-5 h-10" />}
      {connections?.length === 0 && (
        <p className="px-5 py-8 text-center text-sm text-soft">
          No bank is linked yet.{' '}
          <Link to="/connections" className="text-accent underline">
            Link one
          </Link>{' '}
          and its transactions appear here automatically.
        </p>
      )}
      <ul className="divide-y divide-line">
        {connections?.map((each) => (
          <Bank key={each.id} bank={each} />
        ))}
      </ul>
    </Card>
  )
}

function Bank({ bank }: { bank: DashboardConnection }) {
  const userLocale = useLocale()
  const heard = bank.last_event_at ?? bank.last_sync_at
  return (
    <li className="flex items-center gap-3 px-4 py-3 sm:px-5">
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">{bank.name}</p>
        <p className="truncate text-xs text-soft" title={bank.last_error ?? undefined}>
          {bank.last_error ?? (heard ? `last update ${moment(heard, userLocale)}` : 'no update yet')}
        </p>
      </div>
      <Health health={bank.health} />
    </li>
  )
}
