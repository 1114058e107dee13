/** Transfers between own accounts: the other half, and what the owner says of the pair. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useToast } from '@/components/toasts'
import { query, request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import type { Page, Transaction } from '@/lib/api/types'
import { keyOf } from './lists'
import { patchRows } from './pushes'
import { addressOf } from './restore'
import { titleOf } from './title'

const DAYS_APART = 8

/** The other half of a transfer, or of what may be one: the same amount, some days around. */
export function useOtherHalf(row: Transaction) {
  const id = row.transfer_id ?? row.suggested_transfer_id
  return useQuery({
    queryKey: ['other-half', row.id, id],
    enabled: id !== null,
    queryFn: async ({ signal }) => {
      const near = {
        min: row.amount,
        max: row.amount,
        from: shifted(row.occurred_at, -DAYS_APART),
        to: shifted(row.occurred_at, DAYS_APART),
      }
      const page = await request<Page<Transaction>>(`/api/transactions${query({ ...near, limit: 200 })}`, { signal })
      return page.items.find((other) => other.id === id) ?? null
    },
  })
}

/** Say that two rows are one transfer, or that they are not. */
export function useTransfer(row: Transaction) {
  const cache = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: (other: number | null) => {
      const address = `${addressOf(row.transaction_id)}/transfer`
      if (other === null) return request<Transaction>(address, { method: 'DELETE' })
      const body: components['schemas']['TransferIn'] = { with: other }
      return request<Transaction>(address, { method: 'POST', body })
    },
    onSuccess: (saved, other) => {
      patchRows(cache, (now) => (keyOf(now) === keyOf(saved) ? saved : now))
      toast(`${titleOf(row)}: ${other === null ? 'not a transfer' : 'a transfer'}`, 'good')
    },
    onError: (error) => {
      toast(error.message, 'bad')
    },
  })
}

function shifted(iso: string, days: number): string {
  return new Date(new Date(iso).getTime() + days * 86_400_000).toISOString()
}
