import { useState } from 'react'
import { Select } from '@/components/fields'
import { Samples } from '@/components/import-wizard/Samples'
import { Button, Field, FormError } from '@/components/ui'
import { useAnswer, type Import, type Kind, type Sketch } from './api'
import { draftOf, KINDS, mappingOf, meaningOf, missingIn, wordsOf, type Draft } from './mapping'

interface Props {
  portfolio: number
  file: Import
  table: Sketch
}
const KIND_OPTIONS = Object.entries(KINDS) as [Kind, string][]

/** A table of no known broker: its owner says what the columns mean, and need not say it again next time. */
export function Mapper({ portfolio, file, table }: Props) {
  const [draft, setDraft] = useState(() => draftOf(table))
  const [name, setName] = useState('')
  const answer = useAnswer(portfolio, file.id)
  const lacking = missingIn(draft, table)
  return (
    <form
      className="space-y-5 p-4 sm:p-5"
      onSubmit={(event) => {
        event.preventDefault()
        const kept = name.trim() ? { keep_as: name.trim() } : {}
        answer.mutate({ mapping: mappingOf(draft, table), ...kept })
      }}
    >
      <p className="text-sm text-soft">{file.error}</p>
      <Samples
        hint={{ columns: table.names, samples: table.samples, missing: [] }}
        meaning={meaningOf(table)}
        mapping={draft}
        onChange={setDraft}
      />
      <Words draft={draft} table={table} onChange={setDraft} />
      <Amounts draft={draft} onChange={setDraft} />
      <Field
        label="Keep as (optional)"
        hint="Files with the same columns are then read without asking."
        value={name}
        maxLength={60}
        placeholder="Name of the broker"
        onChange={({ target }) => {
          setName(target.value)
        }}
      />
      <FormError error={answer.error} />
      <div className="flex flex-wrap items-center justify-end gap-3">
        {lacking && (
          <p role="status" className="mr-auto text-sm text-warn">
            {lacking}
          </p>
        )}
        <Button look="primary" type="submit" busy={answer.isPending} disabled={lacking !== null}>
          Read the file
        </Button>
      </div>
    </form>
  )
}

interface PartProps {
  draft: Draft
  onChange: (draft: Draft) => void
}

function Words({ draft, table, onChange }: PartProps & { table: Sketch }) {
  const words = wordsOf(draft, table)
  if (!Object.values(draft.roles).includes('action')) {
    return (
      <Select
        label="What all rows are"
        className="max-w-72"
        value={draft.rows}
        options={KIND_OPTIONS}
        onChange={(rows) => {
          onChange({ ...draft, rows })
        }}
      />
    )
  }
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">What its words mean</legend>
      <ul className="grid gap-2 sm:grid-cols-2">
        {words.map((word) => (
          <li key={word} className="flex items-center gap-3 rounded-lg border border-line p-2">
            <span className="min-w-0 flex-1 truncate px-1 text-sm" title={word}>
              {word}
            </span>
            <Select
              label={`What ${word} means`}
              hideLabel
              className="w-44"
              value={draft.actions[word] ?? ''}
              options={[['', 'Choose'], ...KIND_OPTIONS] as const}
              onChange={(kind) => {
                onChange({ ...draft, actions: { ...draft.actions, [word]: kind } })
              }}
            />
          </li>
        ))}
      </ul>
    </fieldset>
  )
}

/** What the amounts hold, and in which currency they are. */
function Amounts({ draft, onChange }: PartProps) {
  const roles = Object.values(draft.roles)
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {(roles.includes('fee') || roles.includes('tax')) && (
        <Select
          label="The amount of a trade"
          value={draft.costs}
          options={[
            ['net', 'holds its fees and taxes'],
            ['gross', 'is without fees and taxes'],
          ]}
          onChange={(costs) => {
            onChange({ ...draft, costs })
          }}
        />
      )}
      {roles.includes('tax') && (
        <Select
          label="The amount of a dividend"
          value={draft.income}
          options={[
            ['gross', 'is before tax'],
            ['net', 'is what arrived after tax'],
          ]}
          onChange={(income) => {
            onChange({ ...draft, income })
          }}
        />
      )}
      {!roles.includes('currency') && (
        <Field
          label="Currency of all rows"
          hint="Three letters; you are asked if the file needs it."
          value={draft.currency}
          maxLength={3}
          onChange={({ target }) => {
            onChange({ ...draft, currency: target.value.trim().toUpperCase() })
          }}
        />
      )}
    </div>
  )
}
