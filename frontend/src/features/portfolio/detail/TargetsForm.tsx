import { useState } from 'react'
import { Dialog } from '@/components/Dialog'
import { Button, Field, FormError } from '@/components/ui'
import { useSaveTargets, type Targets } from './targetsApi'
import { fractionOf, percentOf } from '@/lib/percents'

interface Props {
  id: number
  open: boolean
  targets: Targets
  symbols: string[]
  onClose: () => void
}

export function TargetsForm({ open, onClose, ...rest }: Props) {
  return (
    <Dialog title="Targets by holding" open={open} onClose={onClose}>
      <Form onClose={onClose} {...rest} />
    </Dialog>
  )
}

/** A percentage for each holding; what is left empty has no target. */
function Form({ id, targets, symbols, onClose }: Omit<Props, 'open'>) {
  const known = targets.by === 'holding' ? targets.targets : []
  const keys = [...new Set([...known.map(({ key }) => key), ...symbols])]
  const [typed, setTyped] = useState<Record<string, string>>(
    Object.fromEntries(known.map(({ key, weight }) => [key, percentOf(weight)])),
  )
  const save = useSaveTargets(id)
  const wrong = keys.filter((key) => typed[key]?.trim() && fractionOf(typed[key]) === null)
  const submit = () => {
    if (wrong.length > 0) return
    const stated = keys.flatMap((key) => {
      const weight = fractionOf(typed[key] ?? '')
      return weight === null ? [] : [{ key, weight }]
    })
    save.mutate({ by: 'holding', targets: stated, tolerance: targets.tolerance }, { onSuccess: onClose })
  }
  return (
    <form
      noValidate
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {keys.map((key) => (
        <Field
          key={key}
          label={`${key}, percent`}
          inputMode="decimal"
          value={typed[key] ?? ''}
          error={wrong.includes(key) ? 'Enter a percentage, such as 25 or 12.5.' : undefined}
          onChange={({ target }) => {
            setTyped({ ...typed, [key]: target.value })
          }}
        />
      ))}
      {keys.length > 0 && (
        <p className="text-xs text-soft">Together 100 at most; the rest is cash. A holding left empty has no target.</p>
      )}
      {keys.length === 0 && <p className="text-sm text-soft">Nothing is held yet.</p>}
      <FormError error={save.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  )
}
