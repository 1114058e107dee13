import { useState, type ReactNode } from 'react'
import { Dialog } from '@/components/Dialog'
import { Select } from '@/components/fields'
import { Button, Field, FormError } from '@/components/ui'
import { useAccounts, usePortfolios, useSaveAlert, useWebhooks, type AlertDraft } from './api'
import { conditionOf, EMPTY, KINDS, SIDES, type Draft } from './draft'

interface Props {
  open: boolean
  onClose: () => void
}

export function AlertForm({ open, onClose }: Props) {
  return (
    <Dialog title="New alert" open={open} onClose={onClose}>
      <Form onClose={onClose} />
    </Dialog>
  )
}

type Channels = Pick<AlertDraft, 'channels' | 'webhooks'>

function Form({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState(EMPTY)
  const [channels, setChannels] = useState<Required<Channels>>({ channels: ['in_app'], webhooks: [] })
  const [fault, setFault] = useState<{ field: keyof Draft; message: string } | null>(null)
  const save = useSaveAlert()
  const accounts = useAccounts().data?.items ?? []
  const currency = accounts.find(({ id }) => String(id) === draft.account)?.currency ?? ''
  const submit = () => {
    const condition = conditionOf(draft, currency)
    const missing = draft.name.trim() === '' ? { field: 'name' as const, message: 'Enter a name.' } : null
    const found = missing ?? ('field' in condition ? condition : null)
    setFault(found)
    if (found || 'field' in condition) return
    save.mutate(
      { name: draft.name.trim(), condition, enabled: true, hysteresis: '0', ...channels },
      { onSuccess: onClose },
    )
  }
  const errorOf = (field: keyof Draft) => (fault?.field === field ? fault.message : undefined)
  const set = (change: Partial<Draft>) => {
    setDraft({ ...draft, ...change })
  }
  return (
    <form
      noValidate
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Field
        label="Name"
        maxLength={80}
        autoComplete="off"
        value={draft.name}
        error={errorOf('name')}
        onChange={({ target }) => {
          set({ name: target.value })
        }}
      />
      <Select
        label="When"
        value={draft.kind}
        options={KINDS}
        onChange={(kind) => {
          set({ kind, value: '' })
        }}
      />
      <Fields draft={draft} set={set} errorOf={errorOf} />
      <ChannelChoice chosen={channels} onChange={setChannels} />
      <FormError error={save.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  )
}

interface FieldsProps {
  draft: Draft
  set: (change: Partial<Draft>) => void
  errorOf: (field: keyof Draft) => string | undefined
}

/** The fields of the chosen kind. */
function Fields({ draft, set, errorOf }: FieldsProps) {
  const { kind } = draft
  const value = (label: string) => (
    <Field
      label={label}
      inputMode={kind === 'payment' ? 'text' : 'decimal'}
      autoComplete="off"
      value={draft.value}
      error={errorOf('value')}
      onChange={({ target }) => {
        set({ value: target.value })
      }}
    />
  )
  if (kind === 'payment') return value('Its description or merchant has the words')
  if (kind === 'balance') {
    return (
      <>
        <AccountChoice draft={draft} set={set} error={errorOf('account')} />
        <Pair>
          <SideChoice draft={draft} set={set} />
          {value('Amount')}
        </Pair>
      </>
    )
  }
  return (
    <>
      <PortfolioChoice draft={draft} set={set} error={errorOf('portfolio')} />
      {kind === 'drawdown' ? (
        value('Percent below its peak')
      ) : (
        <>
          <Field
            label="Symbol"
            autoComplete="off"
            maxLength={64}
            value={draft.symbol}
            error={errorOf('symbol')}
            onChange={({ target }) => {
              set({ symbol: target.value })
            }}
          />
          <Pair>
            <SideChoice draft={draft} set={set} />
            {value('Price, as it is quoted')}
          </Pair>
        </>
      )}
    </>
  )
}

const Pair = ({ children }: { children: ReactNode }) => <div className="grid grid-cols-2 gap-3">{children}</div>

type ChoiceProps = Pick<FieldsProps, 'draft' | 'set'> & { error?: string | undefined }

const SideChoice = ({ draft, set }: ChoiceProps) => (
  <Select
    label="Side"
    value={draft.side}
    options={SIDES}
    onChange={(side) => {
      set({ side })
    }}
  />
)

const NONE = ['', 'Choose…'] as const

function PortfolioChoice({ draft, set, error }: ChoiceProps) {
  const items = usePortfolios().data?.items ?? []
  return (
    <Select
      label="Portfolio"
      value={draft.portfolio}
      options={[NONE, ...items.map(({ id, name }) => [String(id), name] as const)]}
      error={error}
      onChange={(portfolio) => {
        set({ portfolio })
      }}
    />
  )
}

function AccountChoice({ draft, set, error }: ChoiceProps) {
  const items = useAccounts().data?.items ?? []
  return (
    <Select
      label="Account"
      value={draft.account}
      options={[NONE, ...items.map(({ id, name, currency }) => [String(id), `${name} (${currency})`] as const)]}
      error={error}
      onChange={(account) => {
        set({ account })
      }}
    />
  )
}

interface ChannelProps {
  chosen: Required<Channels>
  onChange: (chosen: Required<Channels>) => void
}

function ChannelChoice({ chosen, onChange }: ChannelProps) {
  const webhooks = useWebhooks().data?.items ?? []
  const turned = <Each,>(list: readonly Each[], each: Each) =>
    list.includes(each) ? list.filter((other) => other !== each) : [...list, each]
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">Tell me</legend>
      <div className="space-y-1.5">
        <Tick
          words="In the app"
          on={chosen.channels.includes('in_app')}
          onTurn={() => {
            onChange({ ...chosen, channels: turned(chosen.channels, 'in_app') })
          }}
        />
        <Tick
          words="By e-mail"
          on={chosen.channels.includes('email')}
          onTurn={() => {
            onChange({ ...chosen, channels: turned(chosen.channels, 'email') })
          }}
        />
        {webhooks.map(({ id, name }) => (
          <Tick
            key={id}
            words={`By webhook: ${name}`}
            on={chosen.webhooks.includes(id)}
            onTurn={() => {
              onChange({ ...chosen, webhooks: turned(chosen.webhooks, id) })
            }}
          />
        ))}
      </div>
    </fieldset>
  )
}

const Tick = ({ words, on, onTurn }: { words: string; on: boolean; onTurn: () => void }) => (
  <label className="flex items-center gap-2 text-sm">
    <input type="checkbox" className="size-4 accent-(--accent)" checked={on} onChange={onTurn} />
    {words}
  </label>
)
