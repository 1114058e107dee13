import { useToast } from '@/components/Toasts'
import { Button } from '@/components/ui'
import { useCancel } from './api'
import type { Import } from './types'

/** Let go of a file that was only looked at. Nothing is stored of it, so that nobody is asked. */
export function Discard({ record }: { record: Import }) {
  const cancel = useCancel()
  const toast = useToast()
  return (
    <Button
      busy={cancel.isPending}
      onClick={() => {
        cancel.mutate(
          { id: record.id },
          {
            onSuccess: () => {
              toast('Discarded. Nothing from the file was stored.')
            },
            onError: (error) => {
              toast(error.message, 'bad')
            },
          },
        )
      }}
    >
      Discard
    </Button>
  )
}
