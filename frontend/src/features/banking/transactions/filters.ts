import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { readFilters, writeFilters, type Filters } from '@/features/banking/shared/transactions/filters'

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
