import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { Confirm } from '@/components/Dialog'
import { useToast } from '@/components/Toasts'
import { Button } from '@/components/ui'
import { useUndo, type Import } from './api'

export function UndoButton({ record }: { record: Import }) {
  const undo = useUndo()
  const toast = useToast()
  const [asking, setAsking] = useState(false)
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
        title="Take this import back?"
        open={asking}
        action="Take it back"
        busy={undo.isPending}
        onClose={() => {
          setAsking(false)
        }}
        onConfirm={() => {
          undo.mutate(record.id, {
            onSuccess: ({ removed }) => {
              toast(`${removed} transactions were removed.`, 'good')
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
        The transactions that {record.filename} brought are deleted, with your notes and categories on them. Those that
        a bank feed has confirmed since stay.
      </Confirm>
    </>
  )
}
