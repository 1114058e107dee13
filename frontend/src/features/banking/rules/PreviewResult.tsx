import { CategoryChip } from '@/features/banking/shared/categories/CategoryChip'
import { Amount } from '@/components/Amount'
import { count, moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { RulePreview } from './api'

/** What a rule would do to what is stored, before it does. */
export function PreviewResult({ preview }: { preview: RulePreview }) {
  const userLocale = useLocale()
  return (
    <section role="status" aria-label="Preview" className="rounded-lg border border-line">
      <p className="px-4 py-3 text-sm">
        It matches <strong>{count(preview.matched, userLocale.locale)}</strong> of your transactions and would change{' '}
        <strong>{count(preview.changed, userLocale.locale)}</strong>.
      </p>
      {preview.sample.length > 0 && (
        <ul className="max-h-56 divide-y divide-line overflow-y-auto border-t border-line text-sm" tabIndex={0}>
          {preview.sample.map((row) => (
            <li key={row.transaction_id} className="flex items-center gap-3 px-4 py-2">
              <span className="min-w-0 flex-1">
                <span className="block truncate">{row.merchant ?? row.counterparty ?? row.description}</span>
                <span className="block truncate text-xs text-soft">{moment(row.occurred_at, userLocale, 'day')}</span>
              </span>
              <CategoryChip code={row.category} />
              <Amount decimal={row.amount_decimal} currency={row.currency} direction={row.direction} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
