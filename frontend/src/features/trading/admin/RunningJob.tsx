import { ProgressBar } from '@/components/ProgressBar'
import { useToast } from '@/components/toasts'
import { useJob } from '@/lib/jobs'
import { useSettle, type Kind } from './api'

interface Props {
  kind: Kind
  /** Its name in the events: 'collection:7'. */
  job: string
  record: { id: number; symbol: string; state: string; total?: number; done?: number }
  label: string
  unit: string
}

/** A job while it goes on, and the way to stop it. */
export function RunningJob({ kind, job, record, label, unit }: Props) {
  const standing = useJob(job, { done: record.done ?? 0, total: record.total || null })
  const cancel = useSettle(kind, 'cancel')
  const toast = useToast()
  return (
    <ProgressBar
      label={label}
      standing={standing}
      unit={unit}
      waiting={record.state === 'queued' ? 'Waiting to start' : 'Starting'}
      cancel={{
        title: `Stop: ${label}?`,
        action: 'Stop',
        effect: 'What has been stored stays, and it can be tried again later.',
        busy: cancel.isPending,
        onCancel: (close) => {
          cancel.mutate(record.id, {
            onError: (error) => {
              toast(error.message, 'bad')
            },
            onSettled: close,
          })
        },
      }}
    />
  )
}
