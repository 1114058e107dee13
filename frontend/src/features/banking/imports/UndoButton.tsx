import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { Confirm } from '@/components/Dialog'
import { useToast } from '@/components/Toasts'
import { Button } from '@/components/ui'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useUndo } from './api'
import { transactions } from './labels'
import type { Import } from './types'

export function UndoButton({ record }: { record: Import }) {
  const { locale } = useLocale()
  const undo = useUndo()
  const toast = useToast()
  const [asking, setAsking] = useState(false)
  const said = (removed: number) => {
    const stay = record.new - removed
    return `Removed ${transactions(removed, locale)}.${stay > 0 ? ` ${count(stay, locale)} stay: a bank feed has confirmed them.` : ''}`
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
              toast(said(removed), 'good')
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
        The {transactions(record.new, locale)} that <span className="[overflow-wrap:anywhere]">{record.filename}</span>{' '}
        brought are deleted, with your notes, tags and categories on them. Those that a bank feed has confirmed since
        stay.
      </Confirm>
    </>
  )
}
