interface Part {
  label: string
  colour: string
  share: number
}
const GAP = 0.6

/** Shares of a whole as a ring; the list beside it says the same in words. */
export function Donut({ parts, words }: { parts: Part[]; words: string }) {
  const starts = parts.map((_, place) => parts.slice(0, place).reduce((sum, part) => sum + part.share, 0))
  return (
    <div className="relative size-40 shrink-0">
      <svg viewBox="0 0 42 42" aria-hidden className="size-full -rotate-90">
        <circle cx="21" cy="21" r="15.9155" fill="none" stroke="var(--raised)" strokeWidth="5" />
        {parts.map((part, place) => {
          const length = part.share * 100
          const drawn = parts.length > 1 ? Math.max(0.2, length - GAP) : length
          return (
            <circle
              key={`${part.label}${place}`}
              cx="21"
              cy="21"
              r="15.9155"
              fill="none"
              stroke={part.colour}
              strokeWidth="5"
              strokeDasharray={`${drawn} ${100 - drawn}`}
              strokeDashoffset={-(starts[place] ?? 0) * 100}
            />
          )
        })}
      </svg>
      <p className="money absolute inset-0 grid place-items-center text-sm font-semibold tracking-tight">{words}</p>
    </div>
  )
}
