import { useId, useState } from 'react'
import { useSearchParams } from 'react-router'
import { Choice } from '@/components/Choice'
import { Select } from '@/components/fields'
import { PERIODS } from './periods'
import { COSTS, FEES, periodOf, withTerm } from './terms'

/** Chooses the period and how its figures are made; all of it stands in the address. */
export function TermsBar({ symbols }: { symbols: readonly string[] }) {
  const [params, setParams] = useSearchParams()
  const set = (name: string, value: string | null) => {
    setParams(withTerm(params, name, value), { replace: true })
  }
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Choice
        label="Period"
        value={periodOf(params)}
        options={PERIODS}
        onChange={(next) => {
          set('period', next === 'All' ? null : next)
        }}
      />
      <Select
        label="Cost method"
        hideLabel
        className="w-36"
        value={params.get('cost') === 'average' ? 'average' : 'fifo'}
        options={COSTS}
        onChange={(next) => {
          set('cost', next === 'fifo' ? null : next)
        }}
      />
      <Select
        label="Fees"
        hideLabel
        className="w-36"
        value={params.get('fees') === 'included' ? 'included' : 'excluded'}
        options={FEES}
        onChange={(next) => {
          set('fees', next === 'excluded' ? null : next)
        }}
      />
      <Benchmark
        key={params.get('benchmark')}
        chosen={params.get('benchmark') ?? ''}
        symbols={symbols}
        onChange={(next) => {
          set('benchmark', next)
        }}
      />
    </div>
  )
}

interface BenchmarkProps {
  chosen: string
  symbols: readonly string[]
  onChange: (symbol: string) => void
}

/** Any symbol that has prices; those that are held are proposed. */
function Benchmark({ chosen, symbols, onChange }: BenchmarkProps) {
  const [typed, setTyped] = useState(chosen)
  const list = useId()
  return (
    <form
      className="min-w-40"
      onSubmit={(event) => {
        event.preventDefault()
        onChange(typed.trim())
      }}
    >
      <input
        className="input"
        aria-label="Benchmark"
        placeholder="Benchmark symbol"
        list={list}
        maxLength={64}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value)
          if (target.value === '' || symbols.includes(target.value)) onChange(target.value)
        }}
      />
      <datalist id={list}>
        {symbols.map((symbol) => (
          <option key={symbol} value={symbol} />
        ))}
      </datalist>
    </form>
  )
}
