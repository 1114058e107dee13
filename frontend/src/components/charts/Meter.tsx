interface Props {
  /** From 0 to 1; null draws the empty track. */
  share: number | null
  colour?: string
  className?: string
}
/** Something is seen of what is not nothing. */
const LEAST_PERCENT = 1

/** A share as a thin bar, for the eye alone: the figure stands beside it in words. */
export function Meter({ share, colour = 'var(--accent)', className = 'w-full' }: Props) {
  const percent = Math.min(100, Math.max(LEAST_PERCENT, (share ?? 0) * 100))
  return (
    <svg aria-hidden className={`block h-1.5 ${className}`}>
      <rect width="100%" height="100%" rx={3} fill="var(--raised)" />
      {share !== null && share > 0 && <rect width={`${percent}%`} height="100%" rx={3} fill={colour} />}
    </svg>
  )
}
