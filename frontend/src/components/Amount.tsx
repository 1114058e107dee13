import { signedMoney } from '@/lib/format'
import { useLocale } from '@/lib/user'

interface Props {
  /** The size as a decimal string; its direction says the sign. */
  decimal: string
  currency: string
  direction: 'in' | 'out'
  /** Crossed out: it did not happen. */
  failed?: boolean
  className?: string
}

/** What came in has a plus and is green; what went out has a minus. */
export function Amount({ decimal, currency, direction, failed = false, className = '' }: Props) {
  const { locale } = useLocale()
  const look = failed ? 'text-soft line-through' : direction === 'in' ? 'text-good' : ''
  return (
    <span className={`money whitespace-nowrap font-medium ${look} ${className}`}>
      {signedMoney({ decimal, currency, direction }, locale)}
    </span>
  )
}
