import { Plus } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Link, useSearchParams } from 'react-router'
import { Card, PageTitle } from '@/components/ui'
import { useImportsEnding, useUpload } from './api'
import { DropZone } from './DropZone'
import { History } from './History'
import { ImportView } from './ImportView'
import { Steps } from './Steps'

/** Statement files: brought, looked at, stored, taken back. The one that is open is in the address. */
export default function ImportPage() {
  const upload = useUpload()
  const [params, setParams] = useSearchParams()
  const open = readId(params.get('import'))
  const top = useRef<HTMLDivElement>(null)
  useImportsEnding()
  useEffect(() => {
    if (open !== null) top.current?.scrollIntoView({ block: 'nearest' })
  }, [open])
  return (
    <>
      <div ref={top}>
        <PageTitle title="Import">
          {open !== null && (
            <Link
              to="/import"
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
            <Steps at="file" csv />
            <DropZone
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
          <ImportView key={open} id={open} />
        )}
      </Card>
      <History current={open} />
    </>
  )
}

const readId = (text: string | null) => (text && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null)
