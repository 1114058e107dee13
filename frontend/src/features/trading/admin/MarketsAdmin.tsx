import { useSearchParams } from 'react-router'
import { Choice } from '@/components/Choice'
import { PageTitle } from '@/components/ui'
import { useJobEnd } from '@/lib/jobs'
import { useTopic } from '@/lib/realtime'
import { useReload } from './api'
import { CollectionView } from './CollectionView'
import { Instruments } from './Instruments'
import { Log } from './Log'
import { TrainingView } from './TrainingView'

const VIEWS = [
  ['collection', 'Collection'],
  ['training', 'Training'],
] as const

export default function MarketsAdmin() {
  const [params, setParams] = useSearchParams()
  const reload = useReload()
  const view = params.get('view') === 'training' ? 'training' : 'collection'
  useTopic('admin.jobs')
  const hear = () => void reload()
  useJobEnd('collection', hear)
  useJobEnd('training', hear)
  return (
    <>
      <PageTitle title="Collection and training">
        <Choice
          label="View"
          value={view}
          options={VIEWS}
          onChange={(next) => {
            setParams(next === 'training' ? { view: next } : {}, { replace: true })
          }}
        />
      </PageTitle>
      <div className="space-y-4">
        {view === 'training' ? <TrainingView /> : <CollectionView />}
        <Log />
        <Instruments />
      </div>
    </>
  )
}
