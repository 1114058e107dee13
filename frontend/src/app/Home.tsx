import { lazy, Suspense } from 'react'
import { AccountsCard } from '@/features/banking/accounts/AccountsCard'
import { useRecent, useSummary } from '@/features/banking/dashboard/api'
import { DaysCard } from '@/features/banking/dashboard/DaysCard'
import { Feed } from '@/features/banking/dashboard/Feed'
import { MonthCard } from '@/features/banking/dashboard/MonthCard'
import { Totals } from '@/features/banking/dashboard/Totals'
import { DueNext } from '@/features/banking/recurring/DueNext'
import { NetWorthCard } from '@/features/portfolio/net-worth/NetWorthCard'
import { Card, Failure, Loading, PageTitle } from '@/components/ui'
import { useTopic } from '@/lib/realtime'

const FirstSteps = lazy(() => import('@/features/banking/shared/FirstSteps'))

/** Everything at a glance: what there is, what moved this month, what is due, and what happens now. */
export default function Home() {
  useTopic('bank')
  const summary = useSummary()
  const recent = useRecent()
  const isNew = recent.data?.items.length === 0
  const failed = summary.error !== null && !summary.data
  return (
    <>
      <PageTitle title="Dashboard" />
      <div className="space-y-4">
        {isNew && (
          <Card>
            <Suspense fallback={<Loading />}>
              <FirstSteps />
            </Suspense>
          </Card>
        )}
        {failed ? (
          <Card>
            <Failure error={summary.error} retry={() => void summary.refetch()} />
          </Card>
        ) : (
          <Totals summary={summary.data} />
        )}
        <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-5">
          <div className="min-w-0 space-y-4 lg:col-span-3">
            <NetWorthCard />
            <MonthCard />
            {!failed && <DaysCard days={summary.data?.by_day} />}
          </div>
          <div className="min-w-0 space-y-4 lg:col-span-2">
            <AccountsCard />
            <DueNext />
            <Feed />
          </div>
        </div>
      </div>
    </>
  )
}
