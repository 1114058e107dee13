import { queryOptions } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'

export type Rule = components['schemas']['RulesOut.RuleOut']

export const rulesQuery = queryOptions({
  queryKey: ['rules'] as const,
  queryFn: ({ signal }) => request<{ items: Rule[] }>('/api/rules', { signal }),
})
export const rulesKey = rulesQuery.queryKey
