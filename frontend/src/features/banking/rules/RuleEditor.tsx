import { useCallback, useEffect, useState } from 'react'
import { useWatch } from 'react-hook-form'
import { Dialog } from '@/components/Dialog'
import { useToast } from '@/components/toasts'
import { Button, Field, FormError } from '@/components/ui'
import { useUser } from '@/lib/user'
import { usePreview, useSaveRule, type RuleIn } from './api'
import { Actions, Conditions } from './RuleParts'
import { ruleOf, type Draft } from './draft'
import { PreviewResult } from './PreviewResult'
import { useRuleForm, useRuleRefusal, type RuleForm } from './useRuleForm'

export interface Editing {
  /** null: a new rule. */
  id: number | null
  rule: RuleIn | null
}

interface Props {
  editing: Editing
  onClose: () => void
}

export default function RuleEditor({ editing, onClose }: Props) {
  const [isUnsaved, setUnsaved] = useState(false)
  return (
    <Dialog wide title={editing.id ? 'Edit rule' : 'New rule'} open unsaved={isUnsaved} onClose={onClose}>
      <Form editing={editing} onClose={onClose} onDirty={setUnsaved} />
    </Dialog>
  )
}

function Form({ editing, onClose, onDirty }: Props & { onDirty: (isDirty: boolean) => void }) {
  const { base_currency: currency } = useUser()
  const { reset: forgetPreview, ...preview } = usePreview()
  const { reset: forgetSave, ...save } = useSaveRule()
  const toast = useToast()
  const forget = useCallback(() => {
    forgetPreview()
    forgetSave()
  }, [forgetPreview, forgetSave])
  const form = useRuleForm(editing.rule, forget)
  const rest = useRuleRefusal(form, save.error ?? preview.error)
  const { isDirty } = form.formState
  useEffect(() => {
    onDirty(isDirty)
  }, [isDirty, onDirty])
  const store = form.handleSubmit((draft: Draft) => {
    save.mutate(
      { id: editing.id, rule: ruleOf(draft, currency) },
      {
        onSuccess: () => {
          toast('Rule saved. It applies to new transactions from now on.', 'good')
          onClose()
        },
      },
    )
  })
  const attempt = form.handleSubmit((draft: Draft) => {
    forgetSave()
    preview.mutate(ruleOf(draft, currency))
  })
  return (
    <form noValidate className="space-y-5" onSubmit={(event) => void store(event)}>
      <Name form={form} />
      <Conditions form={form} />
      <Actions form={form} />
      <div className="space-y-2 text-sm">
        <label className="flex items-center gap-2.5">
          <input type="checkbox" className="size-4 shrink-0 accent-(--accent)" {...form.register('stop')} />
          If it matches, skip the rules below it
        </label>
        <label className="flex items-center gap-2.5">
          <input type="checkbox" className="size-4 shrink-0 accent-(--accent)" {...form.register('enabled')} />
          The rule is on
        </label>
      </div>
      <FormError error={rest} />
      {preview.data && <PreviewResult preview={preview.data} />}
      <div className="flex flex-wrap justify-end gap-2 border-t border-line pt-4">
        <Button className="mr-auto" busy={preview.isPending} onClick={() => void attempt()}>
          Preview
        </Button>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  )
}

/** A rule without a name is called by its first value. */
function Name({ form }: { form: RuleForm }) {
  const { base_currency: currency } = useUser()
  const conditions = useWatch({ control: form.control, name: 'conditions' })
  const called = ruleOf({ ...form.getValues(), name: '', conditions }, currency).name
  return (
    <Field
      label="Name"
      data-autofocus
      maxLength={80}
      placeholder={called || 'What you call it'}
      error={form.formState.errors.name?.message}
      {...form.register('name')}
    />
  )
}
