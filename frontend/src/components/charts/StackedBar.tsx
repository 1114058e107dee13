interface Part {
  name: string
  value: number
  /** A class that fills it. */
  fill: string
}

/** Parts of a whole side by side, for the eye alone: a list beside it says the same. */
export function StackedBar({ parts }: { parts: Part[] }) {
  const whole = Math.max(
    1,
    parts.reduce((sum, { value }) => sum + value, 0),
  )
  const before = (place: number) => parts.slice(0, place).reduce((sum, { value }) => sum + value, 0)
  return (
    <svg aria-hidden className="block h-4 w-full overflow-hidden rounded-full">
      {parts.map(({ name, value, fill }, place) => (
        <rect
          key={name}
          x={`${(before(place) / whole) * 100}%`}
          width={`${(value / whole) * 100}%`}
          height="100%"
          className={`${fill} stroke-card`}
          strokeWidth={value ? 1 : 0}
        />
      ))}
    </svg>
  )
}
