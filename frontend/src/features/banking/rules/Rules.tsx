import { Play, Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useSearchParams } from 'react-router'
import { Confirm } from '@/components/Dialog'
import { ProgressBar } from '@/components/ProgressBar'
import { useToast } from '@/components/toasts'
import { Button, Card, Empty, Failure, Loading, PageTitle } from '@/components/ui'
import type { Rule } from '@/features/banking/shared/rules'
import { useDeleteRule, usePutBackRule, useRules, useRunRules, useSuggestion } from './api'
import type { Editing } from './RuleEditor'
import { RuleList } from './RuleList'
import { RunLog } from './RunLog'

const RuleEditor = lazy(() => import('./RuleEditor'))

export default function Rules() {
  const rules = useRules()
  const run = useRun()
  const [opened, setOpened] = useState<Editing | null>(null)
  const [deleting, setDeleting] = useState<Rule | null>(null)
  const suggested = useSuggested()
  const editing = opened ?? suggested.editing
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
            A rule changes new transactions automatically: when the merchant contains “Lidl”, set the category to
            Groceries. Create one here or from a transaction’s details.
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
      {run.isPending && (
        <Card className="mt-4 p-4 text-sm sm:p-5">
          <ProgressBar label="Applying your rules to stored transactions" standing={null} unit="transactions" />
        </Card>
      )}
      <RunLog />
      {editing && (
        <Suspense fallback={null}>
          <RuleEditor
            editing={editing}
            onClose={() => {
              setOpened(null)
              suggested.close()
            }}
          />
        </Suspense>
      )}
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
      title={`Delete the rule “${rule?.name ?? ''}”?`}
      open={rule !== null}
      action="Delete"
      busy={remove.isPending}
      onClose={onClose}
      onConfirm={() => {
        if (!rule) return
        remove.mutate(rule.id, {
          onSuccess: (order) => {
            const undo = () => {
              putBack.mutate({ rule, order })
            }
            toast(`Rule “${rule.name}” deleted.`, { actions: [{ label: 'Undo', run: undo }] })
          },
          onError: (error) => {
            toast(error.message, 'bad')
          },
          onSettled: onClose,
        })
      }}
    >
      It will no longer apply to new transactions. What it has already changed stays as it is.
    </Confirm>
  )
}
