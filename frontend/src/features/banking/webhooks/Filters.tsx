import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Select } from '@/components/fields'
import { useProviderNames, type EventFilters } from './api'

const TYPING_MS = 250

interface Props {
  filters: EventFilters
  onChange: (change: Partial<EventFilters>) => void
}

export function Filters({ filters, onChange }: Props) {
  const providers = useProviderNames()
  const [typed, setTyped] = useState(filters.q)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(
    () => () => {
      clearTimeout(timer.current)
    },
    [],
  )
  return (
    <div className="flex flex-wrap gap-2 border-b border-line p-3 sm:p-4">
      <div className="relative min-w-48 flex-1">
        <Search className="pointer-events-none absolute left-3 top-2.5 size-4 text-soft" aria-hidden />
        <input
          type="search"
          aria-label="Search event IDs, types and errors"
          placeholder="Search event IDs, types and errors"
          className="input pl-9"
          maxLength={100}
          value={typed}
          onChange={(event) => {
            const q = event.target.value
            setTyped(q)
            clearTimeout(timer.current)
            timer.current = setTimeout(() => {
              onChange({ q })
            }, TYPING_MS)
          }}
        />
      </div>
      <Select
        label="Provider"
        hideLabel
        className="w-44"
        value={filters.provider}
        options={[
          ['', 'Any provider'],
          ...(providers.data?.items ?? []).map(({ name, title }) => [name, title] as const),
        ]}
        onChange={(provider) => {
          onChange({ provider })
        }}
      />
    </div>
  )
}
