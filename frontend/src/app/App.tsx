import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { Button, Failure, Loading } from '@/components/ui'
import { useToast } from '@/components/Toasts'
import { SignIn } from '@/features/auth/SignIn'
import { isSignedIn, onEnded } from '@/lib/api/session'
import { RealtimeProvider } from '@/lib/realtime'
import { UserProvider, useProfile } from '@/lib/user'
import { ErrorBoundary } from './ErrorBoundary'
import { Shell } from './Shell'

const Register = lazy(() => import('@/features/auth/Register'))
const Dashboard = lazy(() => import('@/features/banking/Dashboard'))
const Transactions = lazy(() => import('@/features/banking/Transactions'))
const Rules = lazy(() => import('@/features/rules/Rules'))
const ImportPage = lazy(() => import('@/features/imports/ImportPage'))
const Categories = lazy(() => import('@/features/categories/Categories'))
const RecurringPage = lazy(() => import('@/features/categories/RecurringPage'))
const Settings = lazy(() => import('@/features/settings/Settings'))
const LiveIntake = lazy(() => import('@/features/admin/LiveIntake'))
const SecurityLog = lazy(() => import('@/features/admin/SecurityLog'))
const WebhookInbox = lazy(() => import('@/features/admin/webhooks/WebhookInbox'))
const Pushed = lazy(() => import('@/features/btpay/Pushed'))
const Polled = lazy(() => import('@/features/btpay/Polled'))
const Connections = lazy(() => import('@/features/connections/Connections'))

const WHY: Record<string, string> = {
  token_reused: 'Your session was ended to be safe: its token was used twice. Sign in again.',
  token_revoked: 'This device was signed out.',
  token_expired: 'You were away for a while. Sign in again.',
  password_changed: 'Your password was changed on another device. Sign in again.',
}

export function App() {
  const [signedIn, setSignedIn] = useState(isSignedIn)
  const toast = useToast()
  const cache = useQueryClient()
  useEffect(
    () =>
      onEnded((reason) => {
        setSignedIn(false)
        cache.clear()
        if (reason !== 'signed_out') toast(WHY[reason] ?? 'Your session has ended. Sign in again.')
      }),
    [toast, cache],
  )
  const enter = () => {
    setSignedIn(true)
  }
  return (
    <ErrorBoundary>
      <Suspense fallback={<Loading />}>
        {signedIn ? (
          <SignedIn />
        ) : (
          <Routes>
            <Route path="/register" element={<Register onSignedIn={enter} />} />
            <Route path="*" element={<SignIn onSignedIn={enter} />} />
          </Routes>
        )}
      </Suspense>
    </ErrorBoundary>
  )
}

function SignedIn() {
  const { data: user, error, refetch } = useProfile()
  if (error && !user) return <Failure error={error} retry={() => void refetch()} />
  if (!user) return <Loading />
  return (
    <UserProvider user={user}>
      <RealtimeProvider>
        <Shell>
          <Suspense fallback={<Loading />}>
            <Routes>
              <Route index element={<Dashboard />} />
              <Route path="transactions" element={<Transactions />} />
              <Route path="finance/bt-pay" element={<Pushed />} />
              <Route path="finance/bt-pay/live" element={<Polled />} />
              <Route path="connections" element={<Connections />} />
              <Route path="rules" element={<Rules />} />
              <Route path="import" element={<ImportPage />} />
              <Route path="categories" element={<Categories />} />
              <Route path="recurring" element={<RecurringPage />} />
              <Route path="settings/:section?" element={<Settings />} />
              {user.role === 'admin' && <Route path="admin/intake" element={<LiveIntake />} />}
              {user.role === 'admin' && <Route path="admin/webhooks" element={<WebhookInbox />} />}
              {user.role === 'admin' && <Route path="admin/security" element={<SecurityLog />} />}
              <Route path="register" element={<Navigate to="/" replace />} />
              <Route path="*" element={<Missing />} />
            </Routes>
          </Suspense>
        </Shell>
      </RealtimeProvider>
    </UserProvider>
  )
}

function Missing() {
  return (
    <div className="py-24 text-center">
      <p className="text-sm font-medium text-accent">404</p>
      <h1 className="mt-1 text-2xl font-semibold">There is no such page</h1>
      <Button
        className="mt-5"
        onClick={() => {
          history.back()
        }}
      >
        Go back
      </Button>
    </div>
  )
}
