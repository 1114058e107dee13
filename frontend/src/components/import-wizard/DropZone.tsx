import { FileUp, FileWarning, RotateCw } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { refusalOf, refusedAtOnce, type Refusal } from './refusal'
import type { ImportSchema } from './schema'

interface Props {
  about: ImportSchema['file']
  busy: boolean
  error: unknown
  onFile: (file: File) => void
}

/** Step 1: a file dropped or chosen. */
export function DropZone({ about, busy, error, onFile }: Props) {
  const field = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [taken, setTaken] = useState<{ name: string; size: number; refusal: Refusal | null } | null>(null)
  const note = useId()
  useKeptOnThePage()
  const take = (list: FileList | null) => {
    const files = [...(list ?? [])]
    const [file] = files
    if (!file || busy) return
    const refusal = refusedAtOnce(files)
    setTaken({ name: files.length > 1 ? '' : file.name, size: file.size, refusal })
    if (!refusal) onFile(file)
  }
  const refusal = taken && (taken.refusal ?? (error && !busy ? refusalOf(error, taken.size, about.otherFormats) : null))
  const Icon = busy ? RotateCw : FileUp
  return (
    <div className="space-y-4 p-4 sm:p-5">
      <button
        type="button"
        aria-describedby={note}
        aria-disabled={busy}
        onClick={() => {
          if (!busy) field.current?.click()
        }}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => {
          setOver(false)
        }}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          take(event.dataTransfer.files)
        }}
        className={`flex w-full flex-col items-center gap-2 rounded-xl border-2 border-dashed px-6 py-10 text-center transition hover:border-accent hover:bg-tint/40 sm:py-12 ${over ? 'border-accent bg-tint' : 'border-line'}`}
      >
        <Icon className={`pointer-events-none size-8 text-accent ${busy ? 'animate-spin' : ''}`} aria-hidden />
        <span className="pointer-events-none font-medium [overflow-wrap:anywhere]">
          {busy ? `Reading ${taken?.name ?? 'the file'}…` : over ? 'Drop it here' : `Drop a ${about.noun} here`}
        </span>
        <span className="pointer-events-none text-sm text-soft">
          or <span className="font-medium text-accent underline underline-offset-2">choose a file</span>
        </span>
      </button>
      <span role="status" className="sr-only">
        {busy && 'Reading the file…'}
      </span>
      <input
        ref={field}
        type="file"
        aria-label={`${about.noun.charAt(0).toUpperCase()}${about.noun.slice(1)} file`}
        className="sr-only"
        tabIndex={-1}
        accept={about.accept}
        onChange={(event) => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
      {refusal && <Refused name={taken.name} refusal={refusal} />}
      <p id={note} className="text-sm text-soft">
        {about.hint} You see what is in the file before anything is stored, and nothing is stored twice.
      </p>
    </div>
  )
}

function Refused({ name, refusal: { why, what } }: { name: string; refusal: Refusal }) {
  return (
    <div role="alert" className="flex gap-3 rounded-lg bg-bad/10 px-3 py-3 text-sm">
      <FileWarning className="size-5 shrink-0 text-bad" aria-hidden />
      <div className="min-w-0">
        <p className="font-medium text-bad [overflow-wrap:anywhere]">
          {name ? `${name} cannot be imported` : 'This cannot be imported'}
        </p>
        <p className="mt-0.5 [overflow-wrap:anywhere]">
          {why} {what}
        </p>
      </div>
    </div>
  )
}

/** A file that is let go beside the zone would be opened by the browser, in the page's place. */
function useKeptOnThePage(): void {
  useEffect(() => {
    const stay = (event: DragEvent) => {
      event.preventDefault()
    }
    window.addEventListener('dragover', stay)
    window.addEventListener('drop', stay)
    return () => {
      window.removeEventListener('dragover', stay)
      window.removeEventListener('drop', stay)
    }
  }, [])
}
