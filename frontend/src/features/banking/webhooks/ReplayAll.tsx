import { useState } from 'react'
import { Confirm } from '@/components/Dialog'
import { Select } from '@/components/fields'
import { useToast } from '@/components/toasts'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useReplayAll } from './api'

const CHOICES = [
  ['dead', 'Dead letters'],
  ['ignored', 'Ignored'],
  ['done', 'Done'],
  ['', 'All except waiting'],
] as const

interface Props {
  open: boolean
  counts: Record<string, number>
  onClose: () => void
}

export function ReplayAll({ open, counts, onClose }: Props) {
  const [state, setState] = useState<string>('dead')
  const { locale } = useLocale()
  const replay = useReplayAll()
  const toast = useToast()
  const many = (chosen: string) =>
    chosen ? (counts[chosen] ?? 0) : CHOICES.reduce((sum, [each]) => sum + (counts[each] ?? 0), 0)
  const confirm = () => {
    replay.mutate(state || null, {
      onSuccess: ({ replayed }) => {
        toast(`${count(replayed, locale)} ${replayed === 1 ? 'event is' : 'events are'} processed again.`, 'good')
      },
      onError: (error) => {
        toast(error.message, 'bad')
      },
      onSettled: onClose,
    })
  }
  return (
    <Confirm
      title="Replay events?"
      open={open}
      action={`Replay ${count(many(state), locale)}`}
      busy={replay.isPending}
      onClose={onClose}
      onConfirm={confirm}
    >
      <Select
        label="Which ones"
        className="mb-3 text-ink"
        value={state}
        options={CHOICES.map(([value, words]) => [value, `${words} (${count(many(value), locale)})`] as const)}
        onChange={setState}
      />
      They are processed as if they had just arrived. What is already stored stays as it is, and nothing is counted
      twice.
    </Confirm>
  )
}
