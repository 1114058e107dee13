import { lazy, Suspense, type ReactNode } from 'react'
import { useRecent, useSummary } from '@/features/banking/dashboard/api'
import { Feed } from '@/features/banking/dashboard/Feed'
import { Card, Failure, Loading, PageTitle, Skeleton } from '@/components/ui'
import { useTopic } from '@/lib/realtime'

const AccountsCard = lazy(async () => ({
  default: (await import('@/features/banking/accounts/AccountsCard')).AccountsCard,
}))
const DaysCard = lazy(async () => ({ default: (await import('@/features/banking/dashboard/DaysCard')).DaysCard }))
const MonthCard = lazy(async () => ({ default: (await import('@/features/banking/dashboard/MonthCard')).MonthCard }))
const DueNext = lazy(async () => ({ default: (await import('@/features/banking/recurring/DueNext')).DueNext }))
const Totals = lazy(async () => ({ default: (await import('@/features/banking/dashboard/Totals')).Totals }))
const NetWorthCard = lazy(async () => ({
  default: (await import('@/features/portfolio/net-worth/NetWorthCard')).NetWorthCard,
}))
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
          <Suspense fallback={<Skeleton className="h-32" />}>
            <Totals summary={summary.data} />
          </Suspense>
        )}
        <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
          <div className="min-w-0 space-y-4">
            <Later>
              <NetWorthCard />
            </Later>
            <Later>
              <MonthCard />
            </Later>
            {!failed && (
              <Later>
                <DaysCard days={summary.data?.by_day} />
              </Later>
            )}
          </div>
          <div className="min-w-0 space-y-4">
            <Later>
              <AccountsCard />
            </Later>
            <Suspense fallback={null}>
              <DueNext />
            </Suspense>
            <Feed />
          </div>
        </div>
      </div>
    </>
  )
}

/** The feed is shown at once; the other cards' code follows a moment later. */
const Later = ({ children }: { children: ReactNode }) => (
  <Suspense
    fallback={
      <Card>
        <Loading />
      </Card>
    }
  >
    {children}
  </Suspense>
)
