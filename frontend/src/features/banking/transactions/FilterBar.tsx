import { Search, SlidersHorizontal, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { Select } from '@/components/fields'
import { Button } from '@/components/ui'
import { NO_FILTERS, type Filters } from '@/features/banking/shared/transactions/filters'
import { MoreFilters } from './MoreFilters'

interface Props {
  filters: Filters
  onChange: (change: Partial<Filters>) => void
  selecting: boolean
  onSelecting: (on: boolean) => void
}
const TYPING_MS = 250
const STATUSES = [
  ['', 'Any status'],
  ['SUCCESS', 'Settled'],
  ['PENDING', 'Not settled yet'],
  ['FAILED', 'Failed'],
] as const

export function FilterBar({ filters, onChange, selecting, onSelecting }: Props) {
  const [open, setOpen] = useState(false)
  const more = Object.entries(filters).filter(([name, value]) => value && name !== 'q' && name !== 'status')
  const any = Object.values(filters).some(Boolean)
  return (
    <div className="border-b border-line p-3 sm:p-4">
      <div className="flex flex-wrap gap-2">
        <SearchField
          value={filters.q}
          onChange={(q) => {
            onChange({ q })
          }}
        />
        <Select
          label="Status"
          hideLabel
          className="w-32 sm:w-40"
          value={filters.status}
          options={STATUSES}
          onChange={(status) => {
            onChange({ status })
          }}
        />
        <Button
          aria-expanded={open}
          onClick={() => {
            setOpen(!open)
          }}
        >
          <SlidersHorizontal className="size-4" aria-hidden />
          Filters{more.length > 0 && ` (${more.length})`}
        </Button>
        <span className="md:hidden">
          <Button
            aria-pressed={selecting}
            onClick={() => {
              onSelecting(!selecting)
            }}
          >
            {selecting ? 'Done' : 'Select'}
          </Button>
        </span>
        {any && (
          <Button
            look="ghost"
            onClick={() => {
              onChange(NO_FILTERS)
            }}
          >
            <X className="size-4" aria-hidden /> Clear
          </Button>
        )}
      </div>
      {open && <MoreFilters filters={filters} onChange={onChange} />}
    </div>
  )
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState({ text: value, from: value })
  // The address changed by itself (Clear, Back): show what it says now.
  if (value !== typed.from) setTyped({ text: value, from: value })
  const [params] = useSearchParams()
  const field = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (params.has('focus')) field.current?.focus()
  }, [params])
  return (
    <div className="relative min-w-48 flex-1">
      <Search className="pointer-events-none absolute left-3 top-2.5 size-4 text-soft" aria-hidden />
      <input
        ref={field}
        type="search"
        aria-label="Search description, merchant or ID"
        placeholder="Search description, merchant or ID"
        className="input pl-9"
        value={typed.text}
        onChange={(event) => {
          const { value: text } = event.target
          setTyped({ ...typed, text })
          clearTimeout(timer.current)
          timer.current = setTimeout(() => {
            setTyped({ text, from: text })
            onChange(text)
          }, TYPING_MS)
        }}
      />
    </div>
  )
}
