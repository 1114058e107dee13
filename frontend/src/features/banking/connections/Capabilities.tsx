import { Radio, RefreshCw, Webhook } from 'lucide-react'
import { Badge } from '@/components/ui'
import type { Provider } from '@/lib/api/types'

const KINDS = [
  ['realtime', 'real-time', Radio],
  ['webhook', 'webhook', Webhook],
  ['sync', 'sync', RefreshCw],
] as const

/** What a provider can do, as badges. */
export const Capabilities = ({ provider }: { provider: Provider }) => (
  <span className="flex flex-wrap gap-1.5">
    {KINDS.map(
      ([kind, words, Icon]) =>
        provider[kind] && (
          <Badge key={kind}>
            <Icon className="size-3" aria-hidden /> {words}
          </Badge>
        ),
    )}
  </span>
)
