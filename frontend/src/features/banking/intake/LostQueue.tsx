import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '@/components/ui'
import { useToast } from '@/components/toasts'
import { request } from '@/lib/api/client'
import type { Ingest } from '@/lib/api/types'
import { count, moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { ingestKey } from './api'

/** Redis lost its data: what waited in it is gone, and its senders believe it safe. Stays until somebody has seen it. */
export function LostQueue({ ingest }: { ingest: Ingest | undefined }) {
  const userLocale = useLocale()
  const acknowledge = useAcknowledge()
  if (!ingest?.redis_lost_at) return null
  return (
    <div role="alert" className="card mb-4 border-l-4 border-l-bad p-4 sm:p-5">
      <p className="font-medium">Redis lost its data. Noticed {moment(ingest.redis_lost_at, userLocale)}.</p>
      <p className="mt-1 text-sm text-soft">
        Shortly before, {count(ingest.redis_lost_waiting, userLocale.locale)} transactions were waiting there. Those
        that had not been stored are lost, although their senders were told that they had been accepted. Ask them to
        send those again. Everything that was stored is safe.
      </p>
      <Button
        className="mt-3"
        disabled={acknowledge.isPending}
        onClick={() => {
          acknowledge.mutate()
        }}
      >
        Acknowledge
      </Button>
    </div>
  )
}

function useAcknowledge() {
  const cache = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: () => request('/api/admin/ingest/redis-loss/acknowledge', { method: 'POST' }),
    onError: (error) => {
      toast(error.message, 'bad')
    },
    onSettled: () => cache.invalidateQueries({ queryKey: ingestKey }),
  })
}
