import { Play, Plus } from 'lucide-react'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { Confirm } from '@/components/Dialog'
import { useToast } from '@/components/Toasts'
import { Button, Card, Empty, Failure, Loading, PageTitle } from '@/components/ui'
import type { Rule } from '@/features/banking/shared/rules'
import { useDeleteRule, usePutBackRule, useRules, useRunRules, useSuggestion } from './api'
import { RuleEditor, type Editing } from './RuleEditor'
import { RuleList } from './RuleList'
import { RunLog } from './RunLog'

export default function Rules() {
  const rules = useRules()
  const run = useRun()
  const [opened, setOpened] = useState<Editing | null>(null)
  const [deleting, setDeleting] = useState<Rule | null>(null)
  const suggested = useSuggested()
  const items = rules.data?.items ?? []
  return (
    <>
      <PageTitle title="Rules">
        {items.length > 0 && (
          <Button
            busy={run.isPending}
            onClick={() => {
              run.start(null)
            }}
          >
            <Play className="size-4" aria-hidden /> Run all now
          </Button>
        )}
        <Button
          look="primary"
          onClick={() => {
            setOpened({ id: null, rule: null })
          }}
        >
          <Plus className="size-4" aria-hidden /> New rule
        </Button>
      </PageTitle>
      <Card className="overflow-hidden">
        {rules.isPending && <Loading />}
        {rules.error && !rules.data && <Failure error={rules.error} retry={() => void rules.refetch()} />}
        {rules.data && items.length === 0 && (
          <Empty title="No rules yet">
            A rule puts transactions where you want them by itself: when the merchant contains “Lidl”, set the category
            Groceries. Make one here, or from a transaction.
          </Empty>
        )}
        <RuleList
          rules={items}
          onEdit={(rule) => {
            setOpened({ id: rule.id, rule })
          }}
          onRun={(rule) => {
            run.start([rule.id])
          }}
          onDelete={setDeleting}
        />
      </Card>
      <RunLog />
      <RuleEditor
        editing={opened ?? suggested.editing}
        onClose={() => {
          setOpened(null)
          suggested.close()
        }}
      />
      <Deletion
        rule={deleting}
        onClose={() => {
          setDeleting(null)
        }}
      />
    </>
  )
}

/** `/rules?like=<transaction>` opens the editor with a rule for transactions like that one. */
function useSuggested() {
  const [params, setParams] = useSearchParams()
  const suggestion = useSuggestion(params.get('like'))
  const ready = params.has('like') && suggestion.data && !suggestion.isFetching
  return {
    editing: ready ? { id: null, rule: suggestion.data } : null,
    close: () => {
      if (params.has('like')) setParams({}, { replace: true })
    },
  }
}

function useRun() {
  const run = useRunRules()
  const toast = useToast()
  return {
    isPending: run.isPending,
    start: (ids: number[] | null) => {
      run.mutate(ids, {
        onSuccess: ({ matched, changed }) => {
          toast(`${matched} matched, ${changed} changed.`, 'good')
        },
        onError: (error) => {
          toast(error.message, 'bad')
        },
      })
    },
  }
}

function Deletion({ rule, onClose }: { rule: Rule | null; onClose: () => void }) {
  const remove = useDeleteRule()
  const putBack = usePutBackRule()
  const toast = useToast()
  return (
    <Confirm
      title={`Remove “${rule?.name ?? ''}”?`}
      open={rule !== null}
      action="Remove"
      busy={remove.isPending}
      onClose={onClose}
      onConfirm={() => {
        if (!rule) return
        remove.mutate(rule.id, {
          onSuccess: (order) => {
            const undo = () => {
              putBack.mutate({ rule, order })
            }
            toast(`${rule.name} is removed.`, { actions: [{ label: 'Undo', run: undo }] })
          },
          onError: (error) => {
            toast(error.message, 'bad')
          },
          onSettled: onClose,
        })
      }}
    >
      It no longer applies to new transactions. What it has already changed stays as it is.
    </Confirm>
  )
}
