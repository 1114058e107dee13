import { request } from '@/lib/api/client'
import { forget } from '@/lib/api/session'

/** End the session here and on the server, as far as it can be reached. */
export async function signOut(): Promise<void> {
  await request('/api/auth/logout', { method: 'POST' }).catch(() => undefined)
  forget('signed_out')
}
