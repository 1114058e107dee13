import { useLocale } from '@/lib/user'
import type { Figure } from '../shared/api'
import { figureText, gainLook, statusWords } from '../shared/words'
import type { Asked } from './api'

interface Props extends Asked {
  value: Figure | undefined
  /** With a plus above zero, and green or red. */
  gain?: boolean
  className?: string
  /** The keyboard's cursor of a table stands on it. */
  isRowButton?: boolean
  onAsk: (asked: Asked) => void
}

/** A figure that can be asked where it comes from. */
export function FigureButton({ figure, name, symbol, value, gain = false, className = '', ...rest }: Props) {
  const { isRowButton = false, onAsk } = rest
  const { locale } = useLocale()
  const text = figureText(value, locale, figure === 'average_price' ? 'price' : gain ? 'gain' : 'plain')
  const why = value ? statusWords(value.status) : null
  return (
    <button
      type="button"
      data-row-button={isRowButton || undefined}
      title={why ?? 'Where from?'}
      aria-label={`${name}${symbol ? ` of ${symbol}` : ''}: ${why ?? text}. Where from?`}
      className={`money rounded-sm decoration-dotted underline-offset-4 hover:underline ${gain ? gainLook(value) : ''} ${className}`}
      onClick={() => {
        onAsk({ figure, name, symbol })
      }}
    >
      {text}
    </button>
  )
}
