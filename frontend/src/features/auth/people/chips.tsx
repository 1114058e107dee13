import { Lock, ShieldCheck, TimerOff } from 'lucide-react'
import { Badge } from '@/components/ui'
import type { Person } from '@/lib/api/types'
import { ROLE_WORDS, stateOf } from './words'

export function StateChip({ person }: { person: Person }) {
  const state = stateOf(person)
  if (state === 'open') return <Badge tone="good">Active</Badge>
  return state === 'locked' ? (
    <Badge tone="bad">
      <Lock className="size-3" aria-hidden /> Locked
    </Badge>
  ) : (
    <Badge tone="warn">
      <TimerOff className="size-3" aria-hidden /> Held up
    </Badge>
  )
}

export const RoleChip = ({ role }: Pick<Person, 'role'>) => (
  <Badge>
    {role === 'admin' && <ShieldCheck className="size-3" aria-hidden />}
    {ROLE_WORDS[role]}
  </Badge>
)
