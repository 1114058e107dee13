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
export type Import = Omit<Schemas['BrokerImportOut'], 'preview'> & {
  preview: { preset: string; rows: Row[]; questions: Question[]; warnings: string[] } | null
}

const pathOf = (portfolio: number) => `/api/portfolios/${portfolio}`
const importsKey = (portfolio: number) => [...portfolioKey(portfolio), 'imports']
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
    onSuccess: () => cache.invalidateQueries({ queryKey: portfolioKey(portfolio) }),
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
export const useStore = (portfolio: number, id: number) => useStep(portfolio, post(portfolio, id, 'commit'))
export const useUndo = (portfolio: number) => useStep(portfolio, (id: number) => post(portfolio, id, 'undo')(undefined))
