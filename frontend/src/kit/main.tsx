/** The kit on one page, with made-up figures: for those who build with it, and for tests. It is in no build. */
import { createRoot } from 'react-dom/client'
import { MemoryRouter } from 'react-router'
import { ToastProvider } from '@/components/toasts'
import type { User } from '@/lib/api/types'
import { UserProvider } from '@/lib/user'
import { Charts } from './Charts'
import { Parts } from './Parts'
import '../index.css'

const USER = {
  id: 1,
  username: 'ana',
  email: 'ana@example.com',
  role: 'user',
  base_currency: 'EUR',
  locale: 'en-GB',
  time_zone: 'Europe/Bucharest',
  two_factor_enabled: false,
} as User

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <UserProvider user={USER}>
      <ToastProvider>
        <MemoryRouter>
          <main className="mx-auto max-w-5xl space-y-6 p-4 sm:p-6">
            <h1 className="text-xl font-semibold">Kit</h1>
            <Parts />
            <Charts />
          </main>
        </MemoryRouter>
      </ToastProvider>
    </UserProvider>,
  )
