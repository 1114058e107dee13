import { Check, Minus } from 'lucide-react'
import { DataTable, useSortedRows, type Column, type RowSource } from '@/components/data-table'
import { Badge, Card, Empty } from '@/components/ui'
import type { Provider } from '@/lib/api/types'
import { toSetUp } from './labels'

const ROW_PX = 49
const KEYS = {
  provider: ({ title }: Provider) => title,
  realtime: ({ realtime }: Provider) => Number(!realtime),
  webhook: ({ webhook }: Provider) => Number(!webhook),
  sync: ({ sync }: Provider) => Number(!sync),
  configured: ({ configured }: Provider) => Number(!configured),
}

interface Props {
  providers: Provider[]
  source: RowSource
}

/** What each provider can do, and whether this installation has its keys. */
export function Providers({ providers, source }: Props) {
  const sorted = useSortedRows(providers, KEYS)
  return (
    <Card title="Providers" className="mt-4 overflow-hidden">
      <DataTable
        label="Providers and what they can do"
        columns={COLUMNS}
        keyOf={({ name }) => name}
        rowPx={ROW_PX}
        measured
        source={source}
        empty={<Empty title="No providers" />}
        rowProps={() => ({ className: 'py-3' })}
        {...sorted}
      />
    </Card>
  )
}

const can = (id: 'realtime' | 'webhook' | 'sync', head: string): Column<Provider> => ({
  id,
  head,
  cell: (provider) => <Can can={provider[id]} />,
  width: '6rem',
  from: 'md',
  sortable: true,
})

const COLUMNS: Column<Provider>[] = [
  {
    id: 'provider',
    head: 'Provider',
    cell: (provider) => (
      <>
        <span className="font-medium">{provider.title}</span>
        <span className="mt-0.5 block text-xs text-soft md:hidden">
          {[provider.realtime && 'real-time', provider.webhook && 'webhook', provider.sync && 'sync']
            .filter(Boolean)
            .join(' · ')}
        </span>
      </>
    ),
    width: 'minmax(0,1fr)',
    sortable: true,
  },
  can('realtime', 'Real-time'),
  can('webhook', 'Webhook'),
  can('sync', 'Sync'),
  {
    id: 'configured',
    head: 'Configured',
    cell: (provider) =>
      provider.configured ? (
        <Badge tone="good">
          <Check className="size-3.5" aria-hidden /> ready
        </Badge>
      ) : (
        <span className="text-xs text-soft">An admin must set {toSetUp(provider)}.</span>
      ),
    width: 'minmax(0,1fr)',
    sortable: true,
  },
]

const Can = ({ can }: { can: boolean }) => (
  <>
    {can ? <Check className="size-4 text-good" aria-hidden /> : <Minus className="size-4 text-soft" aria-hidden />}
    <span className="sr-only">{can ? 'yes' : 'no'}</span>
  </>
)
