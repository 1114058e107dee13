import { useState } from 'react'
import { Confirm } from '@/components/Dialog'
import { useToast } from '@/components/toasts'
import type { BankConnection } from '@/lib/api/types'
import { useUnlink } from './api'

const CHOICES = [
  ['keep', 'Keep its transactions', 'They stay in your lists and totals. Nothing new arrives.'],
  ['erase', 'Delete its transactions too', 'Everything that came through it is deleted. This cannot be undone.'],
] as const

export function Unlink({ connection, onClose }: { connection: BankConnection | null; onClose: () => void }) {
  const [data, setData] = useState<'keep' | 'erase'>('keep')
  const unlink = useUnlink()
  const toast = useToast()
  const close = () => {
    setData('keep')
    onClose()
  }
  const confirm = () => {
    if (!connection) return
    unlink.mutate(
      { id: connection.id, data },
      {
        onSuccess: () => {
          toast(`${connection.name} is unlinked.`, 'good')
        },
        onError: (error) => {
          toast(error.message, 'bad')
        },
        onSettled: close,
      },
    )
  }
  return (
    <Confirm
      title={`Unlink “${connection?.name ?? ''}”?`}
      open={connection !== null}
      action={data === 'erase' ? 'Unlink and delete' : 'Unlink'}
      busy={unlink.isPending}
      onClose={close}
      onConfirm={confirm}
    >
      <fieldset className="space-y-2">
        <legend className="mb-3">From now on its events are refused.</legend>
        {CHOICES.map(([value, words, effect]) => (
          <label
            key={value}
            className="flex cursor-pointer gap-3 rounded-lg border border-line p-3 has-checked:border-accent has-checked:bg-tint"
          >
            <input
              type="radio"
              name="data"
              className="mt-0.5 accent-(--accent)"
              checked={data === value}
              onChange={() => {
                setData(value)
              }}
            />
            <span>
              <span className="block font-medium text-ink">{words}</span>
              {effect}
            </span>
          </label>
        ))}
      </fieldset>
    </Confirm>
  )
}
