import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { Confirm } from '@/components/Dialog'
import { useToast } from '@/components/toasts'
import { Button } from '@/components/ui'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useUndo } from './api'
import type { ImportSchema } from './schema'
import type { ImportRecord } from './types'

interface Props {
  schema: Pick<ImportSchema, 'api' | 'counted' | 'undo'>
  record: ImportRecord
}

/** Takes all that a file brought away again. */
export function UndoButton({ schema, record }: Props) {
  const { locale } = useLocale()
  const undo = useUndo(schema)
  const toast = useToast()
  const [asking, setAsking] = useState(false)
  const told = (removed: number) => {
    const stay = record.new - removed
    return `Removed ${schema.counted(removed, locale)}.${stay > 0 ? ` Kept ${count(stay, locale)}: ${schema.undo.kept}` : ''}`
  }
  return (
    <>
      <Button
        aria-label={`Undo ${record.filename}`}
        onClick={() => {
          setAsking(true)
        }}
      >
        <Undo2 className="size-4" aria-hidden /> Undo
      </Button>
      <Confirm
        title="Undo this import?"
        open={asking}
        action="Undo the import"
        busy={undo.isPending}
        onClose={() => {
          setAsking(false)
        }}
        onConfirm={() => {
          undo.mutate(record.id, {
            onSuccess: ({ removed }) => {
              toast(told(removed), 'good')
            },
            onError: (error) => {
              toast(error.message, 'bad')
            },
            onSettled: () => {
              setAsking(false)
            },
          })
        }}
      >
        <span className="[overflow-wrap:anywhere]">{schema.undo.effect(record, locale)}</span>
      </Confirm>
    </>
  )
}
