import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useToast } from '@/components/toasts'
import { query, request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import type { Page } from '@/lib/api/types'
import { categoriesKey } from '@/features/banking/shared/categories/categories'
import { rulesKey, rulesQuery, type Rule } from '@/features/banking/shared/rules'
import { summaryKey } from '@/features/banking/shared/transactions/queries'
import { reloadLists } from '@/features/banking/shared/transactions/listCache'

type Schemas = components['schemas']
export type RuleIn = Schemas['RuleIn']
export type RulePreview = Schemas['RulePreviewOut']
export type Run = Schemas['RunsOut.RunOut']

const runsKey = ['rule-runs'] as const
const CHANGED_BY_A_RUN = [runsKey, summaryKey, categoriesKey]

export const useRules = () => useQuery(rulesQuery)

export const useRuns = () =>
  useInfiniteQuery({
    queryKey: runsKey,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      request<Page<Run>>(`/api/rules/runs${query({ limit: 10, cursor: pageParam })}`, { signal }),
    getNextPageParam: (page) => page.next_cursor,
  })

/** A draft for transactions like this one. */
export const useSuggestion = (transactionId: string | null) =>
  useQuery({
    queryKey: ['rule-suggestion', transactionId],
    enabled: transactionId !== null,
    staleTime: 0,
    queryFn: ({ signal }) =>
      request<RuleIn>(`/api/rules/suggestion/${encodeURIComponent(transactionId ?? '').replaceAll('%2F', '/')}`, {
        signal,
      }),
  })

export function useSaveRule() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: ({ id, rule }: { id: number | null; rule: RuleIn }) =>
      request<Rule>(id === null ? '/api/rules' : `/api/rules/${id}`, {
        method: id === null ? 'POST' : 'PUT',
        body: rule,
      }),
    onSettled: () => cache.invalidateQueries({ queryKey: rulesKey }),
  })
}

/** Remove a rule; the answer is the order in which the rules stood before. */
export function useDeleteRule() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async (id: number) => {
      const order = cache.getQueryData<{ items: Rule[] }>(rulesKey)?.items.map((rule) => rule.id) ?? []
      await request<undefined>(`/api/rules/${id}`, { method: 'DELETE' })
      return order
    },
    onSettled: () => cache.invalidateQueries({ queryKey: rulesKey }),
  })
}

/** Make a removed rule again, in its old place among the rules that are still there. */
export function usePutBackRule() {
  const cache = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: async ({ rule, order }: { rule: Rule; order: number[] }) => {
      const { name, match, conditions, actions, stop, enabled } = rule
      const body = { name, match, conditions, actions, stop, enabled }
      const made = await request<Rule>('/api/rules', { method: 'POST', body })
      const ids = order.map((id) => (id === rule.id ? made.id : id))
      if (ids.includes(made.id)) await request('/api/rules/order', { method: 'POST', body: { ids } })
    },
    onError: (error) => {
      toast(error.message, 'bad')
    },
    onSettled: () => cache.invalidateQueries({ queryKey: rulesKey }),
  })
}

/** Switch a rule on or off, at once on the page. */
export function useSwitchRule() {
  const cache = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: ({ id, name, match, conditions, actions, stop, enabled }: Rule) =>
      request<Rule>(`/api/rules/${id}`, { method: 'PUT', body: { name, match, conditions, actions, stop, enabled } }),
    onMutate: (rule) => hold(cache, (items) => items.map((each) => (each.id === rule.id ? rule : each))),
    onError: (error, _, rollBack) => {
      rollBack?.()
      toast(error.message, 'bad')
    },
    onSettled: () => cache.invalidateQueries({ queryKey: rulesKey }),
  })
}

export function useReorder() {
  const cache = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: (ids: number[]) => request<{ items: Rule[] }>('/api/rules/order', { method: 'POST', body: { ids } }),
    onMutate: (ids) => hold(cache, (items) => ids.flatMap((id) => items.find((rule) => rule.id === id) ?? [])),
    onError: (error, _, rollBack) => {
      rollBack?.()
      toast(error.message, 'bad')
    },
    onSettled: () => cache.invalidateQueries({ queryKey: rulesKey }),
  })
}

async function hold(cache: ReturnType<typeof useQueryClient>, change: (items: Rule[]) => Rule[]) {
  await cache.cancelQueries({ queryKey: rulesKey })
  const before = cache.getQueryData<{ items: Rule[] }>(rulesKey)
  if (before) cache.setQueryData(rulesKey, { items: change(before.items) })
  return () => {
    cache.setQueryData(rulesKey, before)
  }
}

export const usePreview = () =>
  useMutation({
    mutationFn: (rule: RuleIn) => request<RulePreview>('/api/rules/preview', { method: 'POST', body: rule }),
  })

function useAfterRun() {
  const cache = useQueryClient()
  return () => {
    for (const queryKey of CHANGED_BY_A_RUN) void cache.invalidateQueries({ queryKey })
    reloadLists(cache)
  }
}

/** Run these rules, or all that are switched on. */
export function useRunRules() {
  const settled = useAfterRun()
  return useMutation({
    mutationFn: (ids: number[] | null) =>
      request<Run>('/api/rules/run', { method: 'POST', body: ids ? { rule_ids: ids } : {} }),
    onSettled: settled,
  })
}

export function useUndoRun() {
  const settled = useAfterRun()
  return useMutation({
    mutationFn: (id: number) => request<{ restored: number }>(`/api/rules/runs/${id}/undo`, { method: 'POST' }),
    onSettled: settled,
  })
}
