import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { Select } from '@/components/fields'
import { Card, PageTitle } from '@/components/ui'
import { usePeople, type PeopleFilters } from './api'
import { PersonDrawer } from './PersonDrawer'
import { UserTable } from './UserTable'
import { ROLES } from './words'

const TYPING_MS = 250
const LOCKS = [
  ['', 'Any state'],
  ['false', 'Not locked'],
  ['true', 'Locked'],
] as const

export default function Users() {
  const [filters, change] = usePeopleFilters()
  const list = usePeople(filters)
  const [chosen, setChosen] = useState<number | null>(null)
  return (
    <>
      <PageTitle title="Users" />
      <Card className="overflow-hidden">
        <Filters filters={filters} onChange={change} />
        <UserTable rows={list.data?.pages.flatMap((page) => page.items) ?? []} source={list} onChoose={setChosen} />
      </Card>
      <PersonDrawer
        id={chosen}
        onClose={() => {
          setChosen(null)
        }}
      />
    </>
  )
}

interface FiltersProps {
  filters: PeopleFilters
  onChange: (change: Partial<PeopleFilters>) => void
}

function Filters({ filters, onChange }: FiltersProps) {
  return (
    <div className="flex flex-wrap gap-2 border-b border-line p-3 sm:p-4">
      <SearchField
        start={filters.q}
        onSearch={(q) => {
          onChange({ q })
        }}
      />
      <Select
        label="Role"
        hideLabel
        className="min-w-32 flex-1 sm:w-40 sm:flex-none"
        value={filters.role}
        options={[['', 'Any role'], ...ROLES]}
        onChange={(role) => {
          onChange({ role })
        }}
      />
      <Select
        label="State"
        hideLabel
        className="min-w-32 flex-1 sm:w-40 sm:flex-none"
        value={filters.locked}
        options={LOCKS}
        onChange={(locked) => {
          onChange({ locked })
        }}
      />
    </div>
  )
}

function SearchField({ start, onSearch }: { start: string; onSearch: (q: string) => void }) {
  const [typed, setTyped] = useState(start)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(
    () => () => {
      clearTimeout(timer.current)
    },
    [],
  )
  return (
    <div className="relative min-w-full flex-1 sm:min-w-56">
      <Search className="pointer-events-none absolute left-3 top-2.5 size-4 text-soft" aria-hidden />
      <input
        type="search"
        aria-label="Search names and e-mail addresses"
        placeholder="Search names and e-mail addresses"
        className="input pl-9"
        maxLength={100}
        value={typed}
        onChange={(event) => {
          const q = event.target.value
          setTyped(q)
          clearTimeout(timer.current)
          timer.current = setTimeout(() => {
            onSearch(q)
          }, TYPING_MS)
        }}
      />
    </div>
  )
}

/** The filters live in the address, so that a view can be kept and shared. */
function usePeopleFilters(): [PeopleFilters, (change: Partial<PeopleFilters>) => void] {
  const [params, setParams] = useSearchParams()
  const known = (name: string, values: readonly (readonly [string, string])[]) => {
    const given = params.get(name) ?? ''
    return values.some(([value]) => value === given) ? given : ''
  }
  const filters = { q: params.get('q') ?? '', role: known('role', ROLES), locked: known('locked', LOCKS) }
  return [
    filters,
    (change) => {
      const next = Object.entries({ ...filters, ...change }).filter(([, value]) => value !== '')
      setParams(Object.fromEntries(next), { replace: true })
    },
  ]
}
