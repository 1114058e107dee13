import { useState, type ReactNode } from 'react'
import { Dialog } from '@/components/Dialog'
import { Select } from '@/components/fields'
import { Button, Field, FormError } from '@/components/ui'
import { useAccounts, usePortfolios, useSaveAlert, useWebhooks, type Alert, type AlertDraft } from './api'
import { backOf, conditionOf, draftOf, EMPTY, KINDS, PLACES, SIDES, type Draft } from './draft'

interface Props {
  /** The alert to change; 'new' for one to make, null to show nothing. */
  about: Alert | 'new' | null
  onClose: () => void
}

export function AlertForm({ about, onClose }: Props) {
  return (
    <Dialog title={about === 'new' ? 'New alert' : 'Change an alert'} open={about !== null} onClose={onClose}>
      {about && <Form alert={about === 'new' ? null : about} onClose={onClose} />}
    </Dialog>
  )
}

type Channels = Pick<AlertDraft, 'channels' | 'webhooks'>

function Form({ alert, onClose }: { alert: Alert | null; onClose: () => void }) {
  const accounts = useAccounts().data?.items ?? []
  const currencyOf = (account: string) => accounts.find(({ id }) => String(id) === account)?.currency ?? ''
  const [draft, setDraft] = useState(() => startOf(alert, currencyOf))
  const [channels, setChannels] = useState<Required<Channels>>(() => channelsOf(alert))
  const [fault, setFault] = useState<{ field: keyof Draft; message: string } | null>(null)
  const save = useSaveAlert(alert?.id ?? null)
  const submit = () => {
    const condition = conditionOf(draft, currencyOf(draft.account))
    const hysteresis = backOf(draft)
    const missing = draft.name.trim() === '' ? { field: 'name' as const, message: 'Enter a name.' } : null
    const wrong = hysteresis === null ? { field: 'back' as const, message: 'Enter a percentage, such as 2.' } : null
    const found = missing ?? ('field' in condition ? condition : wrong)
    setFault(found)
    if (found || 'field' in condition || hysteresis === null) return
    save.mutate(
      { name: draft.name.trim(), condition, enabled: alert?.enabled ?? true, hysteresis, ...channels },
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

/** An alert's account is known before it can be changed: the page lists its balance with the currency. */
const startOf = (alert: Alert | null, currencyOf: (account: string) => string): Draft =>
  alert === null
    ? EMPTY
    : draftOf(alert, alert.condition.kind === 'balance' ? currencyOf(String(alert.condition.account)) : '')

const channelsOf = (alert: Alert | null): Required<Channels> => ({
  channels: alert?.channels.filter((each) => each !== 'webhook') ?? ['in_app'],
  webhooks: alert?.webhooks ?? [],
})

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
  if (kind === 'payment') {
    return (
      <>
        <Select
          label="Where"
          value={draft.place}
          options={PLACES}
          onChange={(place) => {
            set({ place })
          }}
        />
        {value('Words')}
      </>
    )
  }
  const back = (
    <Field
      label="Fires again after it came back by (%)"
      hint="0: as soon as the line is passed the other way."
      inputMode="decimal"
      autoComplete="off"
      value={draft.back}
      error={errorOf('back')}
      onChange={({ target }) => {
        set({ back: target.value })
      }}
    />
  )
  if (kind === 'balance') {
    return (
      <>
        <AccountChoice draft={draft} set={set} error={errorOf('account')} />
        <Pair>
          <SideChoice draft={draft} set={set} />
          {value('Amount')}
        </Pair>
        {back}
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
      {back}
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
