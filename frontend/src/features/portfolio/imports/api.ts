import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import { portfolioKey } from '../shared/api'

type Schemas = components['schemas']
export type Brief = Schemas['BrokerImportBriefOut']

export interface Question {
  field: string
  text: string
  /** example: something of the file as it reads under this answer. */
  choices: { value: string; label: string; example: string }[]
}
export interface Booked {
  on: string
  type: string
  symbol: string | null
  currency: string
  quantity: string | null
  unit_price: string | null
  amount: string | null
}
/** A row of a file: an activity, or why it gives none. */
export interface Row {
  place: number
  line: number
  activity: Booked | null
  is_known: boolean
  problem: string | null
  skipped: string | null
  warnings: string[]
  name: string | null
}
export type Kind =
  | 'buy'
  | 'sell'
  | 'trade'
  | 'dividend'
  | 'reinvested_dividend'
  | 'interest'
  | 'interest_paid'
  | 'fee'
  | 'fee_refund'
  | 'tax'
  | 'tax_refund'
  | 'deposit'
  | 'withdrawal'
  | 'cash'
  | 'transfer_in'
  | 'transfer_out'
  | 'fx_conversion'
  | 'split'
  | 'skip'
/** A table of no known broker. words: the different cells of columns with few. columns, actions: proposals. */
export interface Sketch {
  names: string[]
  samples: string[][]
  words: Record<string, string[]>
  columns: Record<string, string>
  actions: Record<string, string>
}
export type Import = Omit<Schemas['BrokerImportOut'], 'preview'> & {
  preview: { preset: string; rows: Row[]; questions: Question[]; warnings: string[]; table: Sketch | null } | null
}

const pathOf = (portfolio: number) => `/api/portfolios/${portfolio}`
const importsKey = (portfolio: number) => [...portfolioKey(portfolio), 'imports']
const MAPPINGS = ['portfolio-mappings']
const LOOK_EVERY_MS = 700

export const useImports = (portfolio: number) =>
  useQuery({
    queryKey: importsKey(portfolio),
    queryFn: ({ signal }) => request<{ items: Brief[] }>(`${pathOf(portfolio)}/imports`, { signal }),
  })

/** A file that was brought; while a worker reads it, it is asked for again. */
export const useImport = (portfolio: number, id: number) =>
  useQuery({
    queryKey: [...importsKey(portfolio), id],
    queryFn: ({ signal }) => request<Import>(`${pathOf(portfolio)}/imports/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'reading' ? LOOK_EVERY_MS : false),
  })

function useStep<Body, Answer>(portfolio: number, step: (body: Body) => Promise<Answer>) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: step,
    onSuccess: () =>
      Promise.all([portfolioKey(portfolio), MAPPINGS].map((queryKey) => cache.invalidateQueries({ queryKey }))),
  })
}

export const useBring = (portfolio: number) =>
  useStep(portfolio, (file: File) => {
    const form = new FormData()
    form.append('file', file)
    return request<Import>(`${pathOf(portfolio)}/import`, { method: 'POST', body: form })
  })

const post = (portfolio: number, id: number, step: string) => (body: unknown) =>
  request<Brief>(`${pathOf(portfolio)}/imports/${id}/${step}`, { method: 'POST', body })

export const useAnswer = (portfolio: number, id: number) => useStep(portfolio, post(portfolio, id, 'preview'))
/** How files of brokers are read that were explained once. */
export const useMappings = () =>
  useQuery({
    queryKey: MAPPINGS,
    queryFn: ({ signal }) => request<Schemas['KeptMappingsOut']>('/api/portfolios/mappings', { signal }),
  })

export function useForget() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: number) => request(`/api/portfolios/mappings/${id}`, { method: 'DELETE' }),
    onSuccess: () => cache.invalidateQueries({ queryKey: MAPPINGS }),
  })
}

export const useStore = (portfolio: number, id: number) => useStep(portfolio, post(portfolio, id, 'commit'))
export const useUndo = (portfolio: number) => useStep(portfolio, (id: number) => post(portfolio, id, 'undo')(undefined))
