import { useState } from 'react'
import { Link } from 'react-router'
import { Failure, Loading } from '@/components/ui'
import { isRunning, useImport, usePreview } from './api'
import { ColumnsStep } from './ColumnsStep'
import { ResultStep } from './ResultStep'
import { PreviewStep } from './PreviewStep'
import { ProgressStep } from './ProgressStep'
import { Steps } from './Steps'
import type { Import } from './types'

/** One import, wherever it stands: the address alone leads back to it. */
export function ImportView({ id }: { id: number }) {
  const { data: record, error, refetch } = useImport(id)
  if (error && !record) return <Lost error={error} retry={() => void refetch()} />
  if (!record) return <Loading rows={4} />
  if (record.state === 'preview') return <Looked record={record} />
  return (
    <>
      <Steps at="import" csv={record.format === 'csv'} over={record.state === 'done'} />
      {isRunning(record) ? <ProgressStep record={record} /> : <ResultStep record={record} />}
    </>
  )
}

function Looked({ record }: { record: Import }) {
  const { data: preview, error, refetch } = usePreview(record.id)
  const [checking, setChecking] = useState(record.format !== 'csv')
  const columns = preview?.suggestion && (!checking || preview.needs.length > 0)
  return (
    <>
      <Steps at={checking ? 'preview' : 'columns'} csv={record.format === 'csv'} />
      {error && !preview && <Lost error={error} retry={() => void refetch()} />}
      {!error && !preview && <Loading rows={6} />}
      {preview && columns && (
        <ColumnsStep
          preview={preview}
          onDone={() => {
            setChecking(true)
          }}
        />
      )}
      {preview && !columns && (
        <PreviewStep
          preview={preview}
          onBack={
            preview.suggestion
              ? () => {
                  setChecking(false)
                }
              : null
          }
        />
      )}
    </>
  )
}

function Lost({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <div className="pb-8 text-center">
      <Failure error={error} retry={retry} />
      <Link to="/import" className="text-sm text-accent underline underline-offset-2">
        Import a file
      </Link>
    </div>
  )
}
