import { Check } from 'lucide-react'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { Card, PageTitle } from '@/components/ui'
import { useCancel, useUpload, type ImportPreview } from './api'
import { Columns } from './Columns'
import { DropZone } from './DropZone'
import { History } from './History'
import { PreviewStep } from './PreviewStep'
import { Running } from './Running'

type Step = 'file' | 'columns' | 'preview' | 'import'
const STEPS: [Step, string][] = [
  ['file', 'File'],
  ['columns', 'Columns'],
  ['preview', 'Check'],
  ['import', 'Import'],
]

export default function ImportPage() {
  const upload = useUpload()
  const drop = useCancel()
  const [preview, setPreview] = useState<ImportPreview | null>(null)
  const [mapped, setMapped] = useState(false)
  // The running one is in the address: a reload finds it again.
  const [params, setParams] = useSearchParams()
  const running = Number(params.get('id')) || null
  const step: Step = running ? 'import' : !preview ? 'file' : mapped ? 'preview' : 'columns'
  const again = () => {
    setPreview(null)
    setParams({}, { replace: true })
  }
  const cancel = () => {
    if (preview) drop.mutate(preview.id)
    again()
  }
  const watch = (id: number) => {
    setPreview(null)
    setParams({ id: String(id) }, { replace: true })
  }
  return (
    <>
      <PageTitle title="Import" />
      <Card className="overflow-hidden">
        <Steps at={step} />
        {step === 'file' && (
          <DropZone
            busy={upload.isPending}
            error={upload.error}
            onFile={(file) => {
              upload.mutate(file, {
                onSuccess: (opened) => {
                  setPreview(opened)
                  setMapped(opened.suggestion === null)
                },
              })
            }}
          />
        )}
        {step === 'columns' && preview && (
          <Columns
            preview={preview}
            onCancel={cancel}
            onDone={(looked) => {
              setPreview(looked)
              setMapped(true)
            }}
          />
        )}
        {step === 'preview' && preview && (
          <PreviewStep
            preview={preview}
            onCancel={cancel}
            onBack={
              preview.suggestion
                ? () => {
                    setMapped(false)
                  }
                : null
            }
            onCommitted={() => {
              watch(preview.id)
            }}
          />
        )}
        {running !== null && <Running key={running} id={running} onAnother={again} />}
      </Card>
      <History onWatch={watch} />
    </>
  )
}

function Steps({ at }: { at: Step }) {
  const reached = STEPS.findIndex(([step]) => step === at)
  return (
    <ol
      className="flex gap-4 overflow-x-auto border-b border-line px-4 py-3 text-sm sm:gap-6 sm:px-5"
      aria-label="Steps"
    >
      {STEPS.map(([step, name], place) => (
        <li
          key={step}
          aria-current={step === at ? 'step' : undefined}
          className={`flex items-center gap-2 whitespace-nowrap ${step === at ? 'font-medium' : 'text-soft'}`}
        >
          <span
            aria-hidden
            className={`grid size-5 place-items-center rounded-full text-xs ${place <= reached ? 'bg-accent text-accent-ink' : 'bg-raised'}`}
          >
            {place < reached ? <Check className="size-3" /> : place + 1}
          </span>
          {name}
        </li>
      ))}
    </ol>
  )
}
