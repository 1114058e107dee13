import { Badge, Card } from '@/components/ui'
import { useTaste } from '@/lib/user'
import { median } from './feed'
import type { Transport } from './usePushes'

const STATES: Record<string, ['good' | 'warn' | 'bad', string]> = {
  live: ['good', 'Live'],
  connecting: ['warn', 'Connecting…'],
  reconnecting: ['warn', 'Reconnecting…'],
  offline: ['bad', 'Offline'],
}

interface Props {
  latencies: number[]
  transport: Transport
  state: string
}

/** How long a transaction takes from its webhook to this screen. */
export function Latency({ latencies, transport, state }: Props) {
  const [tone, words] = STATES[state] ?? ['warn', state]
  return (
    <Card
      title="From webhook to screen"
      action={
        <span role="status" data-state={state}>
          <Badge tone={tone}>
            {transport === 'socket' ? 'Socket.IO' : 'SSE'} · {words}
          </Badge>
        </span>
      }
    >
      <dl className="grid grid-cols-2 divide-x divide-line">
        <Figure name="Last" ms={latencies.at(-1) ?? null} />
        <Figure name={`Median of ${latencies.length || 'the last 50'}`} ms={median(latencies)} />
      </dl>
      <p className="border-t border-line px-4 py-2.5 text-xs text-soft sm:px-5">
        From the moment the server took it in to the frame that shows it, by this device&rsquo;s clock.
      </p>
    </Card>
  )
}

function Figure({ name, ms }: { name: string; ms: number | null }) {
  const { locale } = useTaste()
  return (
    <div className="px-4 py-3.5 sm:px-5">
      <dt className="text-xs text-soft">{name}</dt>
      <dd className="money mt-0.5 text-xl font-semibold tracking-tight">
        {ms === null ? '–' : new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(ms)}
        <span className="ml-1 text-sm font-normal text-soft">ms</span>
      </dd>
    </div>
  )
}
