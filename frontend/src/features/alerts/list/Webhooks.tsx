import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { CopyText } from '@/components/CopyText'
import { Button, Card, Field } from '@/components/ui'
import { useAddWebhook, useRemoveWebhook, useWebhooks } from './api'

/** Addresses of other programs that alerts can post to. */
export function Webhooks() {
  const { data } = useWebhooks()
  const remove = useRemoveWebhook()
  return (
    <Card title="Webhooks">
      <ul className="divide-y divide-line">
        {data?.items.map(({ id, name, url }) => (
          <li key={id} className="flex items-center gap-3 px-4 py-3 text-sm sm:px-5">
            <div className="min-w-0 flex-1">
              <p className="truncate font-medium">{name}</p>
              <p className="truncate text-xs text-soft">{url}</p>
            </div>
            <Button
              look="ghost"
              aria-label={`Delete ${name}`}
              onClick={() => {
                remove.mutate(id)
              }}
            >
              <Trash2 className="size-4" aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      <AddWebhook />
    </Card>
  )
}

function AddWebhook() {
  const add = useAddWebhook()
  const [draft, setDraft] = useState({ name: '', url: '' })
  return (
    <form
      className="space-y-3 p-4 sm:p-5"
      onSubmit={(event) => {
        event.preventDefault()
        add.mutate(draft, {
          onSuccess: () => {
            setDraft({ name: '', url: '' })
          },
        })
      }}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <Field
          label="Name"
          required
          maxLength={80}
          value={draft.name}
          onChange={({ target }) => {
            setDraft({ ...draft, name: target.value })
          }}
        />
        <Field
          label="Address"
          type="url"
          required
          placeholder="https://example.com/hook"
          value={draft.url}
          onChange={({ target }) => {
            setDraft({ ...draft, url: target.value })
          }}
        />
      </div>
      <Button type="submit" busy={add.isPending}>
        Add webhook
      </Button>
      {add.data && (
        <div className="text-sm">
          <p className="text-soft">Its secret, shown this once; messages are signed with it.</p>
          <CopyText label="Secret" text={add.data.secret} />
        </div>
      )}
    </form>
  )
}
