import { useState } from 'react'

export interface Bar {
  label: string
  value: number
  note: string
}

/** A row of bars with a readable summary; the same picture for days and for seconds. */
export function Bars({ bars, title, height = 132 }: { bars: Bar[]; title: string; height?: number }) {
  const [shown, setShown] = useState<number | null>(null)
  const top = Math.max(1, ...bars.map((bar) => bar.value))
  const chosen = shown === null ? null : bars[shown]
  return (
    <figure>
      <div
        role="img"
        aria-label={`${title}. ${bars.map((bar) => `${bar.label}: ${bar.note}`).join('; ')}`}
        className="flex items-end gap-[3px]"
        style={{ height }}
        onMouseLeave={() => {
          setShown(null)
        }}
      >
        {bars.map((bar, place) => (
          <div
            key={bar.label}
            className="group flex h-full flex-1 items-end"
            onMouseEnter={() => {
              setShown(place)
            }}
          >
            <div
              className="w-full rounded-t-sm bg-accent/75 transition-colors group-hover:bg-accent"
              style={{
                height: bar.value ? `${Math.max(2, (bar.value / top) * 100)}%` : '2px',
                opacity: bar.value ? 1 : 0.3,
              }}
            />
          </div>
        ))}
      </div>
      <figcaption className="mt-2 flex h-4 justify-between text-xs text-soft">
        {chosen ? (
          <span className="text-ink">
            {chosen.label}: {chosen.note}
          </span>
        ) : (
          <>
            <span>{bars[0]?.label}</span>
            <span>{bars.at(-1)?.label}</span>
          </>
        )}
      </figcaption>
    </figure>
  )
}
