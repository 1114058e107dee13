import { useState } from 'react'
import { Link } from 'react-router'
import { Failure, Loading } from '@/components/ui'
import { isRunning, useImport, usePreview } from './api'
import { CheckStep } from './CheckStep'
import { ColumnsStep } from './ColumnsStep'
import { ResultStep } from './ResultStep'
import type { ImportSchema } from './schema'
import { Steps } from './Steps'
import { StoreStep } from './StoreStep'
import type { ImportRecord, WizardRow } from './types'

interface Props<Row extends WizardRow, Sample, Mapping extends object> {
  schema: ImportSchema<Row, Sample, Mapping>
  id: number
}

/** One import, wherever it stands: the address alone leads back to it. */
export function ImportView<Row extends WizardRow, Sample, Mapping extends object>(props: Props<Row, Sample, Mapping>) {
  const { schema, id } = props
  const { data: record, error, refetch } = useImport(schema, id)
  if (error && !record) return <Lost schema={schema} error={error} retry={() => void refetch()} />
  if (!record) return <Loading rows={4} />
  if (record.state === 'preview') return <Looked schema={schema} record={record} />
  return (
    <>
      <Steps at="store" hasColumns={schema.hasColumns(record.format)} over={record.state === 'done'} />
      {isRunning(record) ? (
        <StoreStep schema={schema} record={record} />
      ) : (
        <ResultStep schema={schema} record={record} />
      )}
    </>
  )
}

interface LookedProps<Row extends WizardRow, Sample, Mapping extends object> {
  schema: ImportSchema<Row, Sample, Mapping>
  record: ImportRecord
}

function Looked<Row extends WizardRow, Sample, Mapping extends object>(props: LookedProps<Row, Sample, Mapping>) {
  const { schema, record } = props
  const { data: preview, error, refetch } = usePreview(schema, record.id)
  const hasColumns = schema.hasColumns(record.format)
  const [checking, setChecking] = useState(!hasColumns)
  const isAsking = preview?.suggestion && (!checking || preview.needs.length > 0)
  const back = () => {
    setChecking(false)
  }
  return (
    <>
      <Steps at={checking ? 'check' : 'columns'} hasColumns={hasColumns} />
      {error && !preview && <Lost schema={schema} error={error} retry={() => void refetch()} />}
      {!error && !preview && <Loading rows={6} />}
      {preview && isAsking && (
        <ColumnsStep
          schema={schema}
          preview={preview}
          onDone={() => {
            setChecking(true)
          }}
        />
      )}
      {preview && !isAsking && (
        <CheckStep schema={schema} preview={preview} onBack={preview.suggestion ? back : null} />
      )}
    </>
  )
}

interface LostProps {
  schema: Pick<ImportSchema, 'path'>
  error: unknown
  retry: () => void
}

function Lost({ schema, error, retry }: LostProps) {
  return (
    <div className="pb-8 text-center">
      <Failure error={error} retry={retry} />
      <Link to={schema.path} className="text-sm text-accent underline underline-offset-2">
        Import another file
      </Link>
    </div>
  )
}
