import { Plus } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Link, useSearchParams } from 'react-router'
import { Card, PageTitle } from '@/components/ui'
import { useImportsEnding, useUpload } from './api'
import { DropZone } from './DropZone'
import { History } from './History'
import { ImportView } from './ImportView'
import type { ImportSchema } from './schema'
import { Steps } from './Steps'
import type { WizardRow } from './types'

interface Props<Row extends WizardRow, Sample, Mapping extends object> {
  schema: ImportSchema<Row, Sample, Mapping>
}

/** Files of one kind: chosen, asked about, checked, stored, undone. The one that is open is in the address. */
export function ImportWizard<Row extends WizardRow, Sample, Mapping extends object>(
  props: Props<Row, Sample, Mapping>,
) {
  const { schema } = props
  const upload = useUpload(schema)
  const [params, setParams] = useSearchParams()
  const open = readId(params.get('import'))
  const top = useRef<HTMLDivElement>(null)
  useImportsEnding(schema)
  useEffect(() => {
    if (open !== null) top.current?.scrollIntoView({ block: 'nearest' })
  }, [open])
  return (
    <>
      <div ref={top}>
        <PageTitle title={schema.title}>
          {open !== null && (
            <Link
              to={schema.path}
              className="inline-flex min-h-9 items-center gap-2 rounded-lg border border-line bg-card px-3 text-sm hover:bg-raised"
            >
              <Plus className="size-4" aria-hidden /> New import
            </Link>
          )}
        </PageTitle>
      </div>
      <Card className="overflow-hidden">
        {open === null ? (
          <>
            <Steps at="file" hasColumns />
            <DropZone
              about={schema.file}
              busy={upload.isPending}
              error={upload.error}
              onFile={(file) => {
                upload.mutate(file, {
                  onSuccess: ({ id }) => {
                    setParams({ import: String(id) })
                  },
                })
              }}
            />
          </>
        ) : (
          <ImportView key={open} schema={schema} id={open} />
        )}
      </Card>
      <History schema={schema} current={open} />
    </>
  )
}

const readId = (text: string | null) => (text && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null)
