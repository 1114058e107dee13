import { Link } from 'react-router'
import { Confirm } from '@/components/Dialog'
import { useToast } from '@/components/toasts'
import type { Category } from '@/features/banking/shared/categories/categories'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useRemoveCategory, useRulesNaming } from './api'

/** Asks before a category goes, and says what becomes of what is in it. */
export function Removal({ category, onClose }: { category: Category | null; onClose: () => void }) {
  const remove = useRemoveCategory()
  const toast = useToast()
  const rules = useRulesNaming(category?.code ?? null)
  const onConfirm = () => {
    if (!category) return
    remove.mutate(category.code, {
      onSuccess: () => {
        toast(`“${category.label}” was removed.`, 'good')
      },
      onError: (error) => {
        toast(error.message, 'bad')
      },
      onSettled: onClose,
    })
  }
  return (
    <Confirm
      title={`Remove “${category?.label ?? ''}”?`}
      open={category !== null}
      action="Remove"
      busy={remove.isPending}
      onClose={onClose}
      onConfirm={onConfirm}
    >
      <ul className="list-disc space-y-1.5 pl-4">
        <li>{category?.count ? <Losing total={category.count} /> : 'It contains no transactions.'}</li>
        <li>What was learned from your use of it is forgotten.</li>
        {rules.length > 0 && (
          <li className="text-warn">
            {rules.length === 1 ? 'A rule still uses' : `${rules.length} rules still use`} it:{' '}
            {rules.map((name) => `“${name}”`).join(', ')}.{' '}
            <Link to="/rules" className="underline">
              Change {rules.length === 1 ? 'it' : 'them'} first
            </Link>
            .
          </li>
        )}
      </ul>
    </Confirm>
  )
}

function Losing({ total }: { total: number }) {
  const { locale } = useLocale()
  const [what, are] = total === 1 ? ['transaction', 'is'] : ['transactions', 'are']
  return (
    <>
      Its {count(total, locale)} {what} {are} kept and {are} uncategorised again. This cannot be undone.
    </>
  )
}
