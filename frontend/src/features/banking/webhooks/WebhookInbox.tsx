import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { Choice } from '@/components/Choice'
import { Button, Card, PageTitle } from '@/components/ui'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useEvents, type EventFilters } from './api'
import { Detail } from './Detail'
import { EventTable } from './EventTable'
import { Filters } from './Filters'
import { useLiveEvents } from './live'
import { ReplayAll } from './ReplayAll'
import { STATE_WORDS, STATES, type State } from './labels'

export default function WebhookInbox() {
  const [filters, change] = useEventFilters()
  const list = useEvents(filters)
  useLiveEvents(filters)
  const [chosen, setChosen] = useState<number | null>(null)
  const [replaying, setReplaying] = useState(false)
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  const counts = list.data?.pages[0]?.counts
  return (
    <>
      <PageTitle title="Webhook inbox">
        <Button
          onClick={() => {
            setReplaying(true)
          }}
        >
          <RotateCcw className="size-4" aria-hidden /> Replay all
        </Button>
      </PageTitle>
      <Tabs
        state={filters.state as State}
        counts={counts}
        onChange={(state) => {
          change({ state })
        }}
      />
      <Card className="overflow-hidden">
        <Filters filters={filters} onChange={change} />
        <EventTable rows={rows} source={list} onChoose={setChosen} />
      </Card>
      <Detail
        id={chosen}
        onClose={() => {
          setChosen(null)
        }}
      />
      <ReplayAll
        open={replaying}
        counts={counts ?? {}}
        onClose={() => {
          setReplaying(false)
        }}
      />
    </>
  )
}

interface TabsProps {
  state: State
  counts: Record<string, number> | undefined
  onChange: (state: State) => void
}

function Tabs({ state, counts, onChange }: TabsProps) {
  const { locale } = useLocale()
  const all = Object.values(counts ?? {}).reduce((sum, each) => sum + each, 0)
  const options = STATES.map((each) => {
    const many = each === '' ? all : (counts?.[each] ?? 0)
    return [
      each,
      <span key={each} className="flex items-center gap-1.5">
        {STATE_WORDS[each]}
        <span className="text-xs tabular-nums text-soft">{counts ? count(many, locale) : '–'}</span>
      </span>,
    ] as const
  })
  return (
    <div className="-mx-4 mb-4 overflow-x-auto px-4 py-0.5 sm:mx-0 sm:px-0">
      <Choice label="State" value={state} options={options} onChange={onChange} />
    </div>
  )
}

/** The filters live in the address, so that a view can be kept and shared. */
function useEventFilters(): [EventFilters, (change: Partial<EventFilters>) => void] {
  const [params, setParams] = useSearchParams()
  const state = params.get('state') ?? ''
  const filters = {
    state: STATES.some((each) => each === state) ? state : '',
    provider: params.get('provider') ?? '',
    q: params.get('q') ?? '',
  }
  return [
    filters,
    (change) => {
      const next = Object.entries({ ...filters, ...change }).filter(([, value]) => value !== '')
      setParams(Object.fromEntries(next), { replace: true })
    },
  ]
}
