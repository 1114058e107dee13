import { useState } from 'react'
import { Button, Field, FormError } from '@/components/ui'
import { useAnswer, type Import, type Question } from './api'

interface Props {
  portfolio: number
  file: Import
  questions: Question[]
}

/** What a file leaves open: nothing is guessed, and nothing is stored before it is said. */
export function Questions({ portfolio, file, questions }: Props) {
  const [answers, setAnswers] = useState<Record<string, string>>({})
  const answer = useAnswer(portfolio, file.id)
  const isAnswered = questions.every(({ field }) => answers[field])
  const set = (field: string, value: string) => {
    setAnswers({ ...answers, [field]: value })
  }
  return (
    <form
      className="space-y-5 p-4 sm:p-5"
      onSubmit={(event) => {
        event.preventDefault()
        answer.mutate({ answers })
      }}
    >
      {questions.map((question) => (
        <One key={question.field} question={question} value={answers[question.field] ?? ''} onChange={set} />
      ))}
      <FormError error={answer.error} />
      <Button look="primary" type="submit" busy={answer.isPending} disabled={!isAnswered}>
        Read it again
      </Button>
    </form>
  )
}

interface OneProps {
  question: Question
  value: string
  onChange: (field: string, value: string) => void
}

function One({ question: { field, text, choices }, value, onChange }: OneProps) {
  if (choices.length === 0) {
    return (
      <Field
        label={text}
        value={value}
        onChange={({ target }) => {
          onChange(field, target.value.trim())
        }}
      />
    )
  }
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">{text}</legend>
      <div className="space-y-2">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className="flex items-start gap-3 rounded-lg border border-line p-3 hover:bg-raised"
          >
            <input
              type="radio"
              name={field}
              className="mt-1 accent-(--accent)"
              checked={value === choice.value}
              onChange={() => {
                onChange(field, choice.value)
              }}
            />
            <span className="text-sm">
              {choice.label}
              {choice.example && <span className="block text-xs text-soft">{choice.example}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
