import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { query, request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import type { Page } from '@/lib/api/types'

type Schemas = components['schemas']
export type Account = Schemas['AccountOut']
export type AccountDraft = Schemas['AccountIn']
export type Balances = Schemas['BalancesOut']
export type Gap = Schemas['BalancesOut.GapOut']
type Stated = Schemas['BalanceIn']

export const accountsKey = ['accounts'] as const
const PAGE = 200

/** All accounts: there are few, and they are shown by their kind. */
export const useAccounts = (hidden: boolean) =>
  useQuery({
    queryKey: [...accountsKey, 'list', hidden],
    queryFn: async ({ signal }) => {
      const all: Account[] = []
      let cursor: string | null = null
      do {
        const asked = query({ hidden: hidden ? 'true' : null, limit: PAGE, cursor })
        const page: Page<Account> = await request(`/api/accounts${asked}`, { signal })
        all.push(...page.items)
        cursor = page.next_cursor
      } while (cursor !== null)
      return all
    },
  })

export const useAccount = (id: number) =>
  useQuery({
    queryKey: [...accountsKey, id],
    queryFn: ({ signal }) => request<Account>(`/api/accounts/${id}`, { signal }),
  })

export const useBalances = (id: number, from: string) =>
  useQuery({
    queryKey: [...accountsKey, id, 'balances', from],
    queryFn: ({ signal }) => request<Balances>(`/api/accounts/${id}/balances${query({ from })}`, { signal }),
  })

function useWrite<Body, Answer>(write: (body: Body) => Promise<Answer>) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: write,
    onSuccess: () => cache.invalidateQueries({ queryKey: accountsKey }),
  })
}

/** Add an account, or change what is named of the one with this id. */
export const useSaveAccount = (id: number | null) =>
  useWrite((body: Partial<AccountDraft>) =>
    id === null
      ? request<Account>('/api/accounts', { method: 'POST', body })
      : request<Account>(`/api/accounts/${id}`, { method: 'PATCH', body }),
  )

export const useStateBalance = (id: number) =>
  useWrite((body: Stated) => request<Account>(`/api/accounts/${id}/balances`, { method: 'POST', body }))
