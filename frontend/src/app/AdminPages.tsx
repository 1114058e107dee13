import { lazy } from 'react'
import { Route, Routes } from 'react-router'
import Missing from './Missing'

const LiveIntake = lazy(() => import('@/features/banking/intake/LiveIntake'))
const WebhookInbox = lazy(() => import('@/features/banking/webhooks/WebhookInbox'))
const MarketsAdmin = lazy(() => import('@/features/trading/admin/MarketsAdmin'))
const Users = lazy(() => import('@/features/auth/people/Users'))
const TasksPage = lazy(() => import('@/features/operations/tasks/TasksPage'))
const SystemPage = lazy(() => import('@/features/operations/system/SystemPage'))
const SecurityLog = lazy(() => import('@/features/auth/security-log/SecurityLog'))

/** The pages under /admin, apart from the others: what few may see costs nobody else a byte. */
export default function AdminPages() {
  return (
    <Routes>
      <Route path="intake" element={<LiveIntake />} />
      <Route path="webhooks" element={<WebhookInbox />} />
      <Route path="markets" element={<MarketsAdmin />} />
      <Route path="users" element={<Users />} />
      <Route path="tasks" element={<TasksPage />} />
      <Route path="system" element={<SystemPage />} />
      <Route path="security" element={<SecurityLog />} />
      <Route path="*" element={<Missing />} />
    </Routes>
  )
}
