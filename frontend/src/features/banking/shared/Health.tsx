import { CircleAlert, CircleCheck, CircleSlash, Clock, KeyRound, type LucideIcon } from 'lucide-react'
import { Badge } from '@/components/ui'

type Tone = 'good' | 'warn' | 'bad' | 'calm'
const LOOKS: Record<string, [Tone, LucideIcon, string]> = {
  good: ['good', CircleCheck, 'Healthy'],
  waiting: ['warn', Clock, 'Waiting'],
  failing: ['bad', CircleAlert, 'Failing'],
  needs_reauth: ['bad', KeyRound, 'Needs your consent'],
  disabled: ['calm', CircleSlash, 'Off'],
}

/** How a bank connection does: a colour, a sign and a word. */
export function Health({ health }: { health: string }) {
  const [tone, Icon, words] = LOOKS[health] ?? ['calm', Clock, health.replaceAll('_', ' ')]
  return (
    <Badge tone={tone}>
      <Icon className="size-3.5" aria-hidden />
      {words}
    </Badge>
  )
}
