import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { Filters } from '@/features/banking/shared/transactions/filters'

const NAMES = [
  'q',
  'status',
  'from',
  'to',
  'merchant',
  'category',
  'direction',
  'channel',
  'tag',
  'source',
  'connection',
  'categorized',
  'min',
  'max',
] as const

export const readFilters = (params: URLSearchParams): Filters =>
  Object.fromEntries(NAMES.map((name) => [name, params.get(name) ?? ''])) as unknown as Filters

export const writeFilters = (filters: Filters): URLSearchParams =>
  new URLSearchParams(NAMES.filter((name) => filters[name]).map((name) => [name, filters[name]]))

export const NO_FILTERS: Filters = readFilters(new URLSearchParams())

/** The filters live in the address, so that a view can be kept and shared. */
export function useFilters(): [Filters, (change: Partial<Filters>) => void] {
  const [params, setParams] = useSearchParams()
  const text = writeFilters(readFilters(params)).toString()
  const filters = useMemo(() => readFilters(new URLSearchParams(text)), [text])
  return [
    filters,
    (change) => {
      setParams(writeFilters({ ...filters, ...change }), { replace: true })
    },
  ]
}
