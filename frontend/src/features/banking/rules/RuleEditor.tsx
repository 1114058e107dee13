import { Plus } from 'lucide-react'
import { useState, type SubmitEvent } from 'react'
import { Dialog } from '@/components/Dialog'
import { useToast } from '@/components/Toasts'
import { Button, Field, FormError, Select } from '@/components/ui'
import { ApiError } from '@/lib/api/errors'
import { useUser } from '@/lib/user'
import { ActionRow } from './ActionRow'
import { usePreview, useSaveRule, type RuleIn } from './api'
import { ConditionRow } from './ConditionRow'
import { draftOf, emptyDraft, newAction, newCondition, ruleOf, unfinished, type Draft } from './draft'
import { PreviewResult } from './PreviewResult'

export interface Editing {
  /** null: a new rule. */
  id: number | null
  rule: RuleIn | null
}

export function RuleEditor({ editing, onClose }: { editing: Editing | null; onClose: () => void }) {
  const title = editing?.id ? 'Change the rule' : 'New rule'
  return (
    <Dialog wide title={title} open={editing !== null} onClose={onClose}>
      {editing && <Form editing={editing} onClose={onClose} />}
    </Dialog>
  )
}

function Form({ editing, onClose }: { editing: Editing; onClose: () => void }) {
  const { base_currency: currency } = useUser()
  const [draft, setDraft] = useState(() => (editing.rule ? draftOf(editing.rule, currency) : emptyDraft()))
  const [wrong, setWrong] = useState<Record<string, string>>({})
  const preview = usePreview()
  const save = useSaveRule()
  const toast = useToast()
  const error = save.error ?? preview.error
  const change = (changed: Partial<Draft>) => {
    setDraft({ ...draft, ...changed })
    setWrong({})
    preview.reset()
    save.reset()
  }
  const checked = (then: (rule: RuleIn) => void) => {
    const found = unfinished(draft, currency)
    setWrong(found)
    if (Object.keys(found).length === 0) then(ruleOf(draft, currency))
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    checked((rule) => {
      save.mutate(
        { id: editing.id, rule },
        {
          onSuccess: () => {
            toast('Saved. It applies to new transactions from now on.', 'good')
            onClose()
          },
        },
      )
    })
  }
  const errorAt = (place: string) => wrong[place] ?? (error instanceof ApiError ? error.below(place) : undefined)
  return (
    <form onSubmit={submit} className="space-y-5" noValidate>
      <Field
        label="Name"
        value={draft.name}
        maxLength={80}
        placeholder={ruleOf(draft, currency).name || 'What you call it'}
        error={errorAt('/name')}
        onChange={(event) => {
          change({ name: event.target.value })
        }}
      />
      <Conditions draft={draft} errorAt={errorAt} onChange={change} />
      <Actions draft={draft} errorAt={errorAt} onChange={change} />
      <div className="space-y-2 text-sm">
        <Tick
          label="Stop here: later rules leave alone what this one matched"
          checked={draft.stop}
          onChange={(stop) => {
            change({ stop })
          }}
        />
        <Tick
          label="Switched on"
          checked={draft.enabled}
          onChange={(enabled) => {
            change({ enabled })
          }}
        />
      </div>
      <FormError error={error instanceof ApiError && (error.problem.errors?.length ?? 0) > 0 ? null : error} />
      {preview.data && <PreviewResult preview={preview.data} />}
      <div className="flex flex-wrap justify-end gap-2 border-t border-line pt-4">
        <Button
          className="mr-auto"
          busy={preview.isPending}
          onClick={() => {
            save.reset()
            checked((rule) => {
              preview.mutate(rule)
            })
          }}
        >
          Try it
        </Button>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  )
}

interface PartProps {
  draft: Draft
  errorAt: (place: string) => string | undefined
  onChange: (change: Partial<Draft>) => void
}

function Conditions({ draft, errorAt, onChange }: PartProps) {
  const { conditions } = draft
  return (
    <fieldset>
      <legend className="mb-2 flex flex-wrap items-center gap-2 text-sm font-medium">
        When
        <Select
          label="How many conditions must hold"
          hideLabel
          value={draft.match}
          onChange={(event) => {
            onChange({ match: event.target.value === 'any' ? 'any' : 'all' })
          }}
        >
          <option value="all">all of these are true</option>
          <option value="any">any of these is true</option>
        </Select>
      </legend>
      <ul className="space-y-3">
        {conditions.map((condition, place) => (
          <ConditionRow
            key={condition.key}
            condition={condition}
            number={place + 1}
            error={errorAt(`/conditions/${place}`) ?? errorAt(`/conditions/${place}/value`)}
            onChange={(changed) => {
              onChange({ conditions: conditions.map((each) => (each.key === changed.key ? changed : each)) })
            }}
            onRemove={
              conditions.length > 1
                ? () => {
                    onChange({ conditions: conditions.filter((each) => each.key !== condition.key) })
                  }
                : undefined
            }
          />
        ))}
      </ul>
      <Button
        look="ghost"
        className="mt-2"
        disabled={conditions.length >= 20}
        onClick={() => {
          onChange({ conditions: [...conditions, newCondition()] })
        }}
      >
        <Plus className="size-4" aria-hidden /> Condition
      </Button>
    </fieldset>
  )
}

function Actions({ draft, errorAt, onChange }: PartProps) {
  const { actions } = draft
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">Then</legend>
      <ul className="space-y-3">
        {actions.map((action, place) => (
          <ActionRow
            key={action.key}
            action={action}
            number={place + 1}
            error={errorAt(`/actions/${place}`)}
            onChange={(changed) => {
              onChange({ actions: actions.map((each) => (each.key === changed.key ? changed : each)) })
            }}
            onRemove={
              actions.length > 1
                ? () => {
                    onChange({ actions: actions.filter((each) => each.key !== action.key) })
                  }
                : undefined
            }
          />
        ))}
      </ul>
      <Button
        look="ghost"
        className="mt-2"
        disabled={actions.length >= 10}
        onClick={() => {
          onChange({ actions: [...actions, newAction()] })
        }}
      >
        <Plus className="size-4" aria-hidden /> Action
      </Button>
    </fieldset>
  )
}

function Tick(props: { label: string; checked: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className="flex items-center gap-2.5">
      <input
        type="checkbox"
        className="size-4 shrink-0 accent-(--accent)"
        checked={props.checked}
        onChange={(event) => {
          props.onChange(event.target.checked)
        }}
      />
      {props.label}
    </label>
  )
}
