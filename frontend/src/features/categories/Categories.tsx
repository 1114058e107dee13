import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Choice } from '@/components/Choice'
import { Button, PageTitle } from '@/components/ui'
import { AccuracyPanel } from './Accuracy'
import { NewCategory } from './NewCategory'
import { Tree } from './Tree'

type View = 'tree' | 'accuracy'
const VIEWS = [
  ['tree', 'Categories'],
  ['accuracy', 'Accuracy'],
] as const

export default function Categories() {
  const [view, setView] = useState<View>('tree')
  const [adding, setAdding] = useState(false)
  return (
    <>
      <PageTitle title="Categories">
        <Choice label="What to show" value={view} options={VIEWS} onChange={setView} />
        <Button
          look="primary"
          onClick={() => {
            setAdding(true)
          }}
        >
          <Plus className="size-4" aria-hidden /> New category
        </Button>
      </PageTitle>
      {view === 'tree' ? <Tree /> : <AccuracyPanel />}
      <NewCategory
        open={adding}
        onClose={() => {
          setAdding(false)
        }}
      />
    </>
  )
}
