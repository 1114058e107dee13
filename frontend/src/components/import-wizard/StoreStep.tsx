import { ProgressBar } from '@/components/ProgressBar'
import { useToast } from '@/components/toasts'
import { useJob } from '@/lib/jobs'
import { useCancel } from './api'
import type { ImportSchema } from './schema'
import type { ImportRecord } from './types'

interface Props {
  schema: Pick<ImportSchema, 'api' | 'job'>
  record: ImportRecord
}

/** The last step while it goes on. */
export function StoreStep({ schema, record }: Props) {
  const standing = useJob(`${schema.job}:${record.id}`, record)
  const cancel = useCancel(schema)
  const toast = useToast()
  return (
    <div className="space-y-3 p-4 sm:p-5">
      <ProgressBar
        label={`Importing ${record.filename}`}
        standing={standing}
        unit="rows"
        waiting={record.state === 'queued' ? 'Waiting to start' : ''}
        cancel={{
          title: 'Stop this import?',
          action: 'Stop and undo',
          effect: `Everything stored from ${record.filename} so far is removed. You can import the file again.`,
          busy: cancel.isPending,
          onCancel: (close) => {
            cancel.mutate(
              { id: record.id },
              {
                onError: (error) => {
                  toast(error.message, 'bad')
                },
                onSettled: close,
              },
            )
          },
        }}
      />
      <p className="text-xs text-soft">You can leave this page. The import continues in the background.</p>
    </div>
  )
}
