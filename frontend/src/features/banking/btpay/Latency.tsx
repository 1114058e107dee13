import { Badge } from '@/components/ui'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { median } from './feed'
import { LATENCIES_CAP } from './log'
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

/** How long a transaction takes from its webhook to this screen, and by which way it comes. */
export function Latency({ latencies, transport, state }: Props) {
  const [tone, words] = STATES[state] ?? ['warn', state]
  return (
    <section
      aria-label="From webhook to screen"
      title="From the moment the server took it in to the frame that shows it, by this device’s clock"
      className="card mb-4 flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-2.5 text-sm sm:px-5"
    >
      <span role="status" data-state={state}>
        <Badge tone={tone}>
          {transport === 'socket' ? 'Socket.IO' : 'SSE'} · {words}
        </Badge>
      </span>
      <span className="text-soft sm:ml-auto">From webhook to screen</span>
      <dl className="flex gap-x-6">
        <Figure name="last" ms={latencies.at(-1) ?? null} />
        <Figure name={`median of ${latencies.length || LATENCIES_CAP}`} ms={median(latencies)} />
      </dl>
    </section>
  )
}

function Figure({ name, ms }: { name: string; ms: number | null }) {
  const { locale } = useLocale()
  return (
    <div className="flex items-baseline gap-1.5">
      <dt className="text-xs text-soft">{name}</dt>
      <dd className="money min-w-14 text-right font-semibold">
        {ms === null ? '–' : count(Math.round(ms), locale)} ms
      </dd>
    </div>
  )
}
