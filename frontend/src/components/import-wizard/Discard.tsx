import { useToast } from '@/components/toasts'
import { Button } from '@/components/ui'
import { useCancel } from './api'
import type { ImportSchema } from './schema'
import type { ImportRecord } from './types'

interface Props {
  schema: Pick<ImportSchema, 'api'>
  record: ImportRecord
}

/** Let go of a file that was only looked at. Nothing is stored of it, so that nobody is asked. */
export function Discard({ schema, record }: Props) {
  const cancel = useCancel(schema)
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
