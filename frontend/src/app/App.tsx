import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import { Navigate, Route, Routes, useLocation } from 'react-router'
import { Failure, Loading } from '@/components/ui'
import { useToast } from '@/components/toasts'
import { isSignedIn, onEnded } from '@/lib/api/session'
import { useLanguage } from '@/lib/language'
import { RealtimeProvider } from '@/lib/realtime'
import { LiveTransactions } from '@/features/banking/shared/transactions/live'
import { useOpenTransaction } from '@/features/banking/shared/transactions/openTransaction'
import { useTitle } from '@/lib/useTitle'
import { UserProvider, useProfile } from '@/lib/user'
import { ErrorBoundary } from './ErrorBoundary'
import { Shell } from './Shell'

const SignIn = lazy(() => import('@/features/auth/sign-in/SignIn'))
const Register = lazy(() => import('@/features/auth/sign-in/Register'))
const Home = lazy(() => import('./Home'))
const Transactions = lazy(() => import('@/features/banking/transactions/Transactions'))
const Rules = lazy(() => import('@/features/banking/rules/Rules'))
const ImportPage = lazy(() => import('@/features/banking/imports/ImportPage'))
const Categories = lazy(() => import('@/features/banking/categories/Categories'))
const RecurringPage = lazy(() => import('@/features/banking/recurring/RecurringPage'))
const Accounts = lazy(() => import('@/features/banking/accounts/Accounts'))
const AccountPage = lazy(() => import('@/features/banking/accounts/AccountPage'))
const Portfolios = lazy(() => import('@/features/portfolio/list/Portfolios'))
const PortfolioPage = lazy(() => import('@/features/portfolio/detail/PortfolioPage'))
const BrokerImports = lazy(() => import('@/features/portfolio/imports/BrokerImports'))
const LivePage = lazy(() => import('@/features/portfolio/live/LivePage'))
const AlertsPage = lazy(() => import('@/features/alerts/list/AlertsPage'))
const AnalyticsPage = lazy(() => import('@/features/portfolio/analytics/AnalyticsPage'))
const MarketsPage = lazy(() => import('@/features/trading/markets/MarketsPage'))
const Scoreboard = lazy(() => import('@/features/trading/scoreboard/Scoreboard'))
const ModelCard = lazy(() => import('@/features/trading/card/ModelCard'))
const Settings = lazy(() => import('@/features/auth/settings/Settings'))
const AdminPages = lazy(() => import('./AdminPages'))
const Missing = lazy(() => import('./Missing'))
const NewPassword = lazy(() => import('@/features/auth/sign-in/NewPassword'))
const PushDashboard = lazy(() => import('@/features/banking/btpay/PushDashboard'))
const PollDashboard = lazy(() => import('@/features/banking/btpay/PollDashboard'))
const Connections = lazy(() => import('@/features/banking/connections/Connections'))
const Drawer = lazy(() => import('@/features/banking/transactions/Drawer'))

/** The sentences are fetched when one is needed. */
const whyOf = (reason: string) =>
  import('./sessionEnds').then(
    ({ WHY }) => WHY[reason] ?? ENDED,
    () => ENDED,
  )
const ENDED = 'Your session has ended. Sign in again.'

export function App() {
  const [signedIn, setSignedIn] = useState(isSignedIn)
  const toast = useToast()
  const cache = useQueryClient()
  useEffect(
    () =>
      onEnded((reason) => {
        setSignedIn(false)
        cache.clear()
        if (reason !== 'signed_out') void whyOf(reason).then(toast)
      }),
    [toast, cache],
  )
  const enter = () => {
    setSignedIn(true)
  }
  return (
    <ErrorBoundary>
      <Suspense fallback={<Loading />}>
        <Routes>
          <Route path="/new-password" element={titled('Set a new password', <NewPassword />)} />
          {!signedIn && (
            <Route path="/register" element={titled('Create an account', <Register onSignedIn={enter} />)} />
          )}
          <Route path="*" element={signedIn ? <SignedIn /> : titled('Sign in', <SignIn onSignedIn={enter} />)} />
        </Routes>
      </Suspense>
    </ErrorBoundary>
  )
}

const titled = (title: string, page: ReactNode) => <Titled title={title}>{page}</Titled>

function Titled({ title, children }: { title: string; children: ReactNode }) {
  useTitle(title)
  return children
}

function SignedIn() {
  const { data: user, error, refetch } = useProfile()
  useLanguage(user?.locale ?? 'en')
  if (error && !user) return <Failure error={error} retry={() => void refetch()} />
  if (!user) return <Loading />
  return (
    <UserProvider user={user}>
      <RealtimeProvider>
        <LiveTransactions>
          <Shell>
            <Pages admin={user.role === 'admin'} />
          </Shell>
          <OpenTransaction />
        </LiveTransactions>
      </RealtimeProvider>
    </UserProvider>
  )
}

/** One page at a time. What breaks in one, or cannot be fetched, leaves the navigation as it is. */
function Pages({ admin }: { admin: boolean }) {
  const { pathname } = useLocation()
  return (
    <ErrorBoundary place={pathname}>
      <Suspense fallback={<Loading />}>
        <Routes>
          <Route index element={<Home />} />
          <Route path="transactions" element={<Transactions />} />
          <Route path="finance/bt-pay" element={<PushDashboard />} />
          <Route path="finance/bt-pay/live" element={<PollDashboard />} />
          <Route path="connections" element={<Connections />} />
          <Route path="rules" element={<Rules />} />
          <Route path="import" element={<ImportPage />} />
          <Route path="categories" element={<Categories />} />
          <Route path="recurring" element={<RecurringPage />} />
          <Route path="accounts" element={<Accounts />} />
          <Route path="accounts/:id" element={<AccountPage />} />
          <Route path="portfolios" element={<Portfolios />} />
          <Route path="portfolios/:id" element={<PortfolioPage />} />
          <Route path="portfolios/:id/live" element={<LivePage />} />
          <Route path="portfolios/:id/import" element={<BrokerImports />} />
          <Route path="markets" element={<MarketsPage />} />
          <Route path="markets/scoreboard" element={<Scoreboard />} />
          <Route path="markets/:symbol" element={<MarketsPage />} />
          <Route path="markets/:symbol/card" element={<ModelCard />} />
          <Route path="analytics" element={<AnalyticsPage />} />
          <Route path="alerts" element={<AlertsPage />} />
          <Route path="settings/:section?" element={<Settings />} />
          {admin && <Route path="admin/*" element={<AdminPages />} />}
          <Route path="register" element={<Navigate to="/" replace />} />
          <Route path="*" element={<Missing />} />
        </Routes>
      </Suspense>
    </ErrorBoundary>
  )
}

/** The drawer, once it has been asked for; it stays, so that closing it gives the focus back. */
function OpenTransaction() {
  const { openId } = useOpenTransaction()
  const [wanted, setWanted] = useState(false)
  if (openId !== null && !wanted) setWanted(true)
  if (!wanted) return null
  return (
    <ErrorBoundary place={openId ?? ''} instead={null}>
      <Suspense fallback={null}>
        <Drawer />
      </Suspense>
    </ErrorBoundary>
  )
}
