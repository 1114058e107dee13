import { useState } from 'react'
import { Confirm } from '@/components/Dialog'
import { useToast } from '@/components/Toasts'
import { Button } from '@/components/ui'
import { count, duration } from '@/lib/format'
import { useNow } from '@/lib/useNow'
import { useLocale } from '@/lib/user'
import { useCancel } from './api'
import { useProgress } from './progress'
import type { Import } from './types'

/** Step 4: the import as it goes on. */
export function ProgressStep({ record }: { record: Import }) {
  const { locale } = useLocale()
  const { done, total, percent, etaS, rowsPerS } = useProgress(`import:${record.id}`, record, useNow(1000))
  const told = [
    `${count(done, locale)} of ${count(total, locale)} rows`,
    rowsPerS ? `${count(rowsPerS, locale)} a second` : null,
    etaS === null ? null : etaS < 1 ? 'almost done' : `${etaS < 10 ? `${Math.round(etaS)} s` : duration(etaS)} left`,
  ]
  const waiting = record.state === 'queued' && done === 0
  return (
    <div className="space-y-3 p-4 sm:p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <p className="font-medium [overflow-wrap:anywhere]">Importing {record.filename}</p>
        <p className="money text-sm text-soft">{percent} %</p>
      </div>
      <div
        role="progressbar"
        aria-label={`Importing ${record.filename}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className="h-2 overflow-hidden rounded-full bg-raised"
      >
        <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${percent}%` }} />
      </div>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="money text-sm text-soft">{waiting ? 'Waiting to start' : told.filter(Boolean).join(' · ')}</p>
        <CancelButton record={record} />
      </div>
      <p className="text-xs text-soft">You can leave this page; the import continues in the background.</p>
    </div>
  )
}

function CancelButton({ record }: { record: Import }) {
  const cancel = useCancel()
  const toast = useToast()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button
        onClick={() => {
          setAsking(true)
        }}
      >
        Cancel
      </Button>
      <Confirm
        title="Stop this import?"
        open={asking}
        action="Stop and undo"
        busy={cancel.isPending}
        onClose={() => {
          setAsking(false)
        }}
        onConfirm={() => {
          cancel.mutate(
            { id: record.id },
            {
              onError: (error) => {
                toast(error.message, 'bad')
              },
              onSettled: () => {
                setAsking(false)
              },
            },
          )
        }}
      >
        What was stored of <span className="[overflow-wrap:anywhere]">{record.filename}</span> until now is taken back.
        You can bring the file again.
      </Confirm>
    </>
  )
}
