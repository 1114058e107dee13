import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useToast } from '@/components/toasts'
import { query, request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import type { Page } from '@/lib/api/types'

type Schemas = components['schemas']
export type Alert = Omit<Schemas['AlertOut'], 'condition'> & { condition: Condition }
export type AlertDraft = Omit<Schemas['AlertIn'], 'condition'> & { condition: Condition }
export type Firing = Schemas['FiringOut']
export type Message = Schemas['NotificationOut']
export type Webhook = Schemas['WebhooksOut.WebhookOut']
export type Side = 'above' | 'below'

/** What an alert waits for; amounts of accounts are minor units. */
export type Condition =
  | { kind: 'price'; portfolio: number; symbol: string; side: Side; price: string }
  | { kind: 'drawdown'; portfolio: number; drawdown: string }
  | { kind: 'balance'; account: number; side: Side; amount: number }
  | { kind: 'payment'; match: 'all'; conditions: { field: string; op: string; value: string }[] }

const alertsKey = ['alerts'] as const
export const messagesKey = [...alertsKey, 'messages'] as const

export const useAlerts = () =>
  useQuery({
    queryKey: [...alertsKey, 'list'],
    queryFn: ({ signal }) => request<{ items: Alert[] }>('/api/alerts', { signal }),
  })

export const useHistory = (id: number) =>
  useQuery({
    queryKey: [...alertsKey, 'history', id],
    queryFn: ({ signal }) => request<Page<Firing>>(`/api/alerts/${id}/history${query({ limit: 50 })}`, { signal }),
  })

export const useMessages = () =>
  useQuery({
    queryKey: messagesKey,
    queryFn: ({ signal }) => request<Page<Message> & { unread: number }>('/api/notifications?limit=50', { signal }),
  })

export const useWebhooks = () =>
  useQuery({
    queryKey: [...alertsKey, 'webhooks'],
    queryFn: ({ signal }) => request<{ items: Webhook[] }>('/api/webhooks', { signal }),
  })

/** What alerts can be about. */
export const usePortfolios = () =>
  useQuery({
    queryKey: ['portfolios'],
    queryFn: ({ signal }) => request<{ items: Schemas['PortfolioOut'][] }>('/api/portfolios', { signal }),
  })

export const useAccounts = () =>
  useQuery({
    queryKey: [...alertsKey, 'accounts'],
    queryFn: ({ signal }) => request<Page<Schemas['AccountOut']>>('/api/accounts?limit=200', { signal }),
  })

function useChange<Body, Answer>(change: (body: Body) => Promise<Answer>) {
  const cache = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: change,
    onSuccess: () => cache.invalidateQueries({ queryKey: alertsKey }),
    onError: (error) => toast(error.message, 'bad'),
  })
}

/** Make an alert, or change the one with this id. */
export const useSaveAlert = (id: number | null) =>
  useChange((body: AlertDraft) =>
    id === null
      ? request<Alert>('/api/alerts', { method: 'POST', body })
      : request<Alert>(`/api/alerts/${id}`, { method: 'PUT', body }),
  )
/** A condition without what an answer adds to it. */
const stated = (condition: Condition) => ({ ...condition, currency: undefined, amount_decimal: undefined })
/** Turn an alert off or on. */
export const useTurn = () =>
  useChange(({ id, name, condition, hysteresis, channels, webhooks, enabled }: Alert) =>
    request<Alert>(`/api/alerts/${id}`, {
      method: 'PUT',
      body: {
        name,
        condition: stated(condition),
        hysteresis,
        channels,
        webhooks,
        enabled: !enabled,
      },
    }),
  )
export const useRemoveAlert = () => useChange((id: number) => request(`/api/alerts/${id}`, { method: 'DELETE' }))
export const useArm = () => useChange((id: number) => request(`/api/alerts/${id}/arm`, { method: 'POST' }))
export const useTest = () => useChange((id: number) => request<Firing>(`/api/alerts/${id}/test`, { method: 'POST' }))
export const useReadAll = () =>
  useChange((until: number) => request('/api/notifications/read', { method: 'POST', body: { until } }))
export const useAddWebhook = () =>
  useChange((body: { name: string; url: string }) =>
    request<Webhook & { secret: string }>('/api/webhooks', { method: 'POST', body }),
  )
export const useRemoveWebhook = () => useChange((id: number) => request(`/api/webhooks/${id}`, { method: 'DELETE' }))
