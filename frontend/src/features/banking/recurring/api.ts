import { useQuery } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'

export type Recurring = components['schemas']['RecurringsOut.RecurringOut']
export const recurringKey = ['transactions-recurring'] as const

export const useRecurring = () =>
  useQuery({
    queryKey: recurringKey,
    queryFn: ({ signal }) => request<{ items: Recurring[] }>('/api/transactions/recurring', { signal }),
  })
