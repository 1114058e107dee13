import { useQuery } from '@tanstack/react-query'
import { query, request } from '@/lib/api/client'
import type { Page, Transaction } from '@/lib/api/types'
import { transactionsKey } from './queries'

const FOUND_ROWS = 6
const SHORTEST = 2

/** The newest transactions that a text is found in; nothing is asked for a single letter. */
export const useTransactionSearch = (text: string) =>
  useQuery({
    queryKey: [...transactionsKey, 'search', text],
    enabled: text.length >= SHORTEST,
    queryFn: ({ signal }) =>
      request<Page<Transaction>>(`/api/transactions${query({ q: text, limit: FOUND_ROWS })}`, { signal }),
    placeholderData: (before) => before,
  })
