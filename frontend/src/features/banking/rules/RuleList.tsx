import { ArrowDown, ArrowUp, Ellipsis, OctagonMinus, Pencil, Play, Trash2 } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Menu } from '@/components/Menu'
import { Switch } from '@/components/Switch'
import { useToast } from '@/components/toasts'
import { Tooltip } from '@/components/Tooltip'
import { Badge, Button } from '@/components/ui'
import { useCategories } from '@/features/banking/shared/categories/categories'
import { useConnectionNames } from '@/features/banking/shared/connections'
import { useUser } from '@/lib/user'
import type { Rule } from '@/features/banking/shared/rules'
import { useReorder, useSwitchRule } from './api'
import { sentenceOf } from './summary'

interface Props {
  rules: Rule[]
  onEdit: (rule: Rule) => void
  onRun: (rule: Rule) => void
  onDelete: (rule: Rule) => void
}

/** The rules in their order; the buttons move one, by mouse, thumb or key. */
export function RuleList({ rules, onEdit, onRun, onDelete }: Props) {
  const reorder = useReorder()
  const [told, setTold] = useState('')
  const moved = useRef<string | null>(null)
  useEffect(() => {
    // Moving its row takes the focus from the button that was pressed.
    if (moved.current) document.getElementById(moved.current)?.focus()
    moved.current = null
  }, [rules])
  const move = (from: number, by: -1 | 1) => {
    const ids = rules.map((rule) => rule.id)
    const [id] = ids.splice(from, 1)
    if (id === undefined) return
    ids.splice(from + by, 0, id)
    const atEnd = from + by === 0 || from + by === ids.length - 1
    moved.current = `move-${id}-${by < 0 !== atEnd ? 'up' : 'down'}`
    setTold(`${rules[from]?.name ?? ''} is now rule ${from + by + 1} of ${rules.length}`)
    reorder.mutate(ids)
  }
  return (
    <>
      <ol className="divide-y divide-line" aria-label="Rules in the order they run">
        {rules.map((rule, place) => (
          <RuleRow key={rule.id} rule={rule} place={place} onEdit={onEdit}>
            <div className="flex">
              <Move
                id={`move-${rule.id}-up`}
                label={`Move ${rule.name} up`}
                off={place === 0}
                onClick={() => {
                  move(place, -1)
                }}
              >
                <ArrowUp className="size-4" aria-hidden />
              </Move>
              <Move
                id={`move-${rule.id}-down`}
                label={`Move ${rule.name} down`}
                off={place === rules.length - 1}
                onClick={() => {
                  move(place, 1)
                }}
              >
                <ArrowDown className="size-4" aria-hidden />
              </Move>
              <Menu
                label={`More for ${rule.name}`}
                entries={[
                  {
                    label: 'Edit',
                    icon: Pencil,
                    run: () => {
                      onEdit(rule)
                    },
                  },
                  {
                    label: 'Run now',
                    icon: Play,
                    run: () => {
                      onRun(rule)
                    },
                  },
                  'line',
                  {
                    label: 'Delete',
                    icon: Trash2,
                    danger: true,
                    run: () => {
                      onDelete(rule)
                    },
                  },
                ]}
              >
                <Ellipsis className="size-4" aria-hidden />
              </Menu>
            </div>
          </RuleRow>
        ))}
      </ol>
      <p role="status" className="sr-only">
        {told}
      </p>
    </>
  )
}

interface RowProps {
  rule: Rule
  place: number
  onEdit: (rule: Rule) => void
  children: ReactNode
}

function RuleRow({ rule, place, onEdit, children }: RowProps) {
  const switched = useSwitchRule()
  const toast = useToast()
  const { label } = useCategories()
  const { base_currency: currency } = useUser()
  const connections = useConnectionNames()
  const { when, then } = sentenceOf(rule, { currency, category: label, connections })
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3 sm:flex-nowrap sm:px-5">
      <span className="money w-5 shrink-0 text-right text-xs text-soft">{place + 1}</span>
      <Switch
        label={`${rule.name} is switched on`}
        on={rule.enabled}
        onChange={(enabled) => {
          const undo = () => {
            switched.mutate(rule)
          }
          const onSuccess = () => {
            toast(`Rule “${rule.name}” is ${enabled ? 'on' : 'off'}.`, { actions: [{ label: 'Undo', run: undo }] })
          }
          switched.mutate({ ...rule, enabled }, { onSuccess })
        }}
      />
      <div className={`min-w-0 flex-1 basis-52 ${rule.enabled ? '' : 'opacity-70'}`}>
        <p className="flex items-center gap-2">
          <button
            type="button"
            className="truncate text-left text-sm font-medium hover:underline"
            onClick={() => {
              onEdit(rule)
            }}
          >
            {rule.name}
          </button>
          {rule.stop && (
            <Badge>
              <OctagonMinus className="size-3" aria-hidden /> stops
            </Badge>
          )}
        </p>
        <p className="text-xs text-soft [overflow-wrap:anywhere]">
          When {when} → {then}
        </p>
      </div>
      {children}
    </li>
  )
}

interface MoveProps {
  id: string
  label: string
  off: boolean
  onClick: () => void
  children: ReactNode
}

function Move({ id, label, off, onClick, children }: MoveProps) {
  return (
    <Tooltip label={label}>
      <Button id={id} look="ghost" className="px-2" aria-label={label} disabled={off} onClick={onClick}>
        {children}
      </Button>
    </Tooltip>
  )
}
