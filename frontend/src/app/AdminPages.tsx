import { lazy } from 'react'
import { Route, Routes } from 'react-router'
import Missing from './Missing'

const MarketsAdmin = lazy(() => import('@/features/trading/admin/MarketsAdmin'))
const Users = lazy(() => import('@/features/auth/people/Users'))
const LiveIntake = lazy(() => import('@/features/banking/intake/LiveIntake'))
const SecurityLog = lazy(() => import('@/features/auth/security-log/SecurityLog'))
const WebhookInbox = lazy(() => import('@/features/banking/webhooks/WebhookInbox'))

/** The administrators' pages: nobody else fetches even the list of them. */
export default function AdminPages() {
  return (
    <Routes>
      <Route path="admin/intake" element={<LiveIntake />} />
      <Route path="admin/webhooks" element={<WebhookInbox />} />
      <Route path="admin/markets" element={<MarketsAdmin />} />
      <Route path="admin/users" element={<Users />} />
      <Route path="admin/security" element={<SecurityLog />} />
      <Route path="*" element={<Missing />} />
    </Routes>
  )
}
