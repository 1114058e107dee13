import { FileUp, RotateCw } from 'lucide-react'
import { useRef, useState, type DragEvent } from 'react'
import { Button, FormError } from '@/components/ui'

interface Props {
  busy: boolean
  error: unknown
  onFile: (file: File) => void
}

/** Step 1: a file dropped or chosen. */
export function DropZone({ busy, error, onFile }: Props) {
  const field = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file && !busy) onFile(file)
  }
  return (
    <div className="space-y-4 p-4 sm:p-5">
      <div
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => {
          setOver(false)
        }}
        onDrop={onDrop}
        className={`flex flex-col items-center gap-3 rounded-xl border-2 border-dashed px-6 py-12 text-center transition ${over ? 'border-accent bg-tint' : 'border-line'}`}
      >
        {busy ? (
          <RotateCw className="size-8 animate-spin text-accent" aria-hidden />
        ) : (
          <FileUp className="size-8 text-accent" aria-hidden />
        )}
        <p className="font-medium" role="status">
          {busy ? 'Reading the file…' : 'Drop a statement here'}
        </p>
        <p className="max-w-md text-sm text-soft">
          A CSV file of Banca Transilvania or of any other bank, OFX, MT940 or CAMT.053. You see what is in it before
          anything is stored; what you have already is not stored twice.
        </p>
        <Button look="primary" busy={busy} onClick={() => field.current?.click()}>
          Choose a file
        </Button>
        <input
          ref={field}
          type="file"
          aria-label="Statement file"
          className="sr-only"
          tabIndex={-1}
          accept=".csv,.txt,.tsv,.ofx,.qfx,.sta,.mt940,.940,.xml"
          onChange={(event) => {
            const file = event.target.files?.[0]
            event.target.value = ''
            if (file) onFile(file)
          }}
        />
      </div>
      <FormError error={error} />
    </div>
  )
}
