import { CircleHelp } from 'lucide-react'
import { useState, type ComponentType } from 'react'
import type { Need } from './types'

interface Props<Sample> {
  needs: Need<Sample>[]
  answers: Record<string, string>
  onAnswer: (column: string, value: string) => void
  /** One row as it reads under one answer. */
  Sample: ComponentType<{ sample: Sample }>
}

/** What the file leaves open: each reading with the first rows as they would be, to choose from. */
export function Needs<Sample>({ needs, answers, onAnswer, Sample }: Props<Sample>) {
  const asked = useAsked(needs)
  if (asked.length === 0) return null
  return (
    <section aria-label="Questions about this file" className="space-y-4">
      {asked.map((need) => (
        <Question
          key={need.column}
          need={need}
          answer={answers[need.column]}
          Sample={Sample}
          onAnswer={(value) => {
            onAnswer(need.column, value)
          }}
        />
      ))}
    </section>
  )
}

/** What was answered stays in sight, so that it can be answered otherwise. */
function useAsked<Sample>(needs: Need<Sample>[]): Need<Sample>[] {
  const [seen, setSeen] = useState(needs)
  const open = new Map(needs.map((need) => [need.column, need]))
  const known = new Set(seen.map(({ column }) => column))
  const merged = [
    ...seen.map((need) => open.get(need.column) ?? need),
    ...needs.filter((need) => !known.has(need.column)),
  ]
  if (merged.some((need, place) => need !== seen[place])) setSeen(merged)
  return merged
}

interface QuestionProps<Sample> extends Pick<Props<Sample>, 'Sample'> {
  need: Need<Sample>
  answer: string | undefined
  onAnswer: (value: string) => void
}

function Question<Sample>({ need, answer, onAnswer, Sample }: QuestionProps<Sample>) {
  return (
    <fieldset className={`rounded-lg border p-3 sm:p-4 ${answer ? 'border-line' : 'border-warn/60'}`}>
      <legend className="flex items-center gap-2 px-1 text-sm font-medium">
        <CircleHelp className={`size-4 shrink-0 ${answer ? 'text-soft' : 'text-warn'}`} aria-hidden />
        {need.question}
      </legend>
      <div className="grid gap-3 md:grid-cols-2">
        {need.choices.map((choice) => (
          <label
            key={choice.value}
            className="block min-w-0 cursor-pointer rounded-lg border border-line p-3 has-checked:border-accent has-checked:bg-tint"
          >
            <span className="flex items-center gap-2.5 text-sm font-medium">
              <input
                type="radio"
                name={`need ${need.column}`}
                className="size-4 accent-(--accent)"
                checked={answer === choice.value}
                onChange={() => {
                  onAnswer(choice.value)
                }}
              />
              {choice.label}
            </span>
            <span className="mt-2 block divide-y divide-line text-xs">
              {choice.sample_rows.map((sample, place) => (
                <Sample key={place} sample={sample} />
              ))}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
