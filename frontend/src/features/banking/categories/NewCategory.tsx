import { useState, type SubmitEvent } from 'react'
import { CategoryTile } from '@/features/banking/shared/categories/CategoryIcon'
import { Dialog } from '@/components/Dialog'
import { useToast } from '@/components/toasts'
import { Select } from '@/components/fields'
import { Button, Field, FormError } from '@/components/ui'
import { ApiError } from '@/lib/api/errors'
import { treeOf, useCategories } from '@/features/banking/shared/categories/categories'
import { useAddCategory } from './api'

interface Props {
  /** The category below which it begins, '' for none; null while the dialog is closed. */
  below: string | null
  onClose: () => void
}

export function NewCategory({ below, onClose }: Props) {
  return (
    <Dialog title="New category" open={below !== null} onClose={onClose}>
      <Form below={below ?? ''} onClose={onClose} />
    </Dialog>
  )
}

function Form({ below, onClose }: { below: string; onClose: () => void }) {
  const [name, setName] = useState('')
  const [parent, setParent] = useState(below)
  const add = useAddCategory()
  const toast = useToast()
  const { all, label, icon, colour } = useCategories()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    add.mutate(
      { label: name.trim(), parent: parent || null },
      {
        onSuccess: (made) => {
          toast(`“${made.label}” was added. You can choose it for any transaction.`, 'good')
          onClose()
        },
      },
    )
  }
  const parents = treeOf(all).filter(({ category }) => !category.own)
  const fieldError = add.error instanceof ApiError ? add.error.field('label') : undefined
  return (
    <form onSubmit={submit} className="space-y-4">
      <Field
        label="Name"
        data-autofocus
        value={name}
        maxLength={60}
        required
        autoComplete="off"
        error={fieldError}
        onChange={(event) => {
          setName(event.target.value)
        }}
      />
      <div className="flex items-end gap-3">
        <Select
          label="Parent category"
          className="min-w-0 flex-1"
          value={parent}
          options={[['', 'None'], ...parents.map(({ category }) => [category.code, label(category.code)] as const)]}
          onChange={setParent}
        />
        <CategoryTile icon={icon(parent)} colour={colour(parent)} />
      </div>
      <p className="text-xs text-soft">It uses the icon and colour of its parent category.</p>
      <FormError error={fieldError ? null : add.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={add.isPending} disabled={!name.trim()}>
          Add
        </Button>
      </div>
    </form>
  )
}
