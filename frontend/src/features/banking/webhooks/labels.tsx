import { Badge } from '@/components/ui'

export const STATES = ['', 'received', 'done', 'ignored', 'dead'] as const
export type State = (typeof STATES)[number]

export const STATE_WORDS: Record<State, string> = {
  '': 'All',
  received: 'Waiting',
  done: 'Done',
  ignored: 'Ignored',
  dead: 'Dead letters',
}
const BADGES: Record<string, ['good' | 'warn' | 'bad' | 'calm', string]> = {
  received: ['warn', 'Waiting'],
  done: ['good', 'Done'],
  ignored: ['calm', 'Ignored'],
  dead: ['bad', 'Dead letter'],
}

export function EventState({ state }: { state: string }) {
  const [tone, words] = BADGES[state] ?? ['calm', state]
  return <Badge tone={tone}>{words}</Badge>
}
