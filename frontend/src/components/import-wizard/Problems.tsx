import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { ImportRecord } from './types'

interface Props {
  record: ImportRecord
  /** What a place in the file is called: 'Line'. */
  lineOf: (format: string) => string
}

/** What could not be read, with where it stands in the file. */
export function Problems({ record, lineOf }: Props) {
  const { locale } = useLocale()
  const { problems, problem_count, format } = record
  const unit = lineOf(format)
  return (
    <>
      <ul className="divide-y divide-line text-left text-sm" aria-label="Problems">
        {problems.map(({ line, message }, place) => (
          <li key={`${line}-${place}`} className="flex gap-3 px-3 py-2">
            <span className="money w-24 shrink-0 text-soft">
              {unit} {count(line, locale)}
            </span>
            <span className="min-w-0 [overflow-wrap:anywhere]">{message}</span>
          </li>
        ))}
      </ul>
      {problem_count > problems.length && (
        <p className="border-t border-line px-3 py-2 text-xs text-soft">
          Showing the first {count(problems.length, locale)} of {count(problem_count, locale)}.
        </p>
      )}
    </>
  )
}
