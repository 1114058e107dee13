import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { Choice } from '@/components/Choice'
import { Button, PageTitle } from '@/components/ui'
import { categoriesKey } from '@/features/banking/shared/categories/categories'
import { AccuracyPanel } from './AccuracyPanel'
import { useFresh } from '@/features/banking/shared/useFresh'
import { NewCategory } from './NewCategory'
import { Tree } from './Tree'

const VIEWS = [
  ['tree', 'Categories'],
  ['accuracy', 'Accuracy'],
] as const
const EVERY_MS = 10_000

export default function Categories() {
  const [params, setParams] = useSearchParams()
  const view = params.get('view') === 'accuracy' ? 'accuracy' : 'tree'
  // Below which category a new one is being added; '' where it stands by itself, null where none is.
  const [adding, setAdding] = useState<string | null>(null)
  useFresh(categoriesKey, EVERY_MS)
  return (
    <>
      <PageTitle title="Categories">
        <Choice
          label="What to show"
          value={view}
          options={VIEWS}
          onChange={(next) => {
            setParams(next === 'tree' ? {} : { view: next }, { replace: true })
          }}
        />
        <Button
          look="primary"
          onClick={() => {
            setAdding('')
          }}
        >
          <Plus className="size-4" aria-hidden />
          <span>
            New<span className="max-sm:sr-only"> category</span>
          </span>
        </Button>
      </PageTitle>
      {view === 'tree' ? <Tree onAdd={setAdding} /> : <AccuracyPanel />}
      <NewCategory
        below={adding}
        onClose={() => {
          setAdding(null)
        }}
      />
    </>
  )
}
