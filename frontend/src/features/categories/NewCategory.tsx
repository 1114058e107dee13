import { useState, type SubmitEvent } from 'react'
import { Dialog } from '@/components/Dialog'
import { useToast } from '@/components/Toasts'
import { Button, Field, FormError, Select } from '@/components/ui'
import { ApiError } from '@/lib/api/errors'
import { treeOf, useCategories } from '@/lib/categories'
import { useAddCategory } from './api'

export function NewCategory({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog title="New category" open={open} onClose={onClose}>
      <Form onClose={onClose} />
    </Dialog>
  )
}

function Form({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [parent, setParent] = useState('')
  const add = useAddCategory()
  const toast = useToast()
  const { all, label } = useCategories()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    add.mutate(
      { label: name.trim(), parent: parent || null },
      {
        onSuccess: (made) => {
          toast(`${made.label} is there.`, 'good')
          onClose()
        },
      },
    )
  }
  const fieldError = add.error instanceof ApiError ? add.error.field('label') : undefined
  return (
    <form onSubmit={submit} className="space-y-4">
      <Field
        label="Name"
        value={name}
        maxLength={60}
        required
        error={fieldError}
        onChange={(event) => {
          setName(event.target.value)
        }}
      />
      <Select
        label="Below"
        value={parent}
        onChange={(event) => {
          setParent(event.target.value)
        }}
      >
        <option value="">Nothing: it stands by itself</option>
        {treeOf(all)
          .filter(({ category }) => !category.own)
          .map(({ category }) => (
            <option key={category.code} value={category.code}>
              {label(category.code)}
            </option>
          ))}
      </Select>
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
