interface Part {
  label: string
  note: string
}

/** What stands below a chart: the part that is pointed at, else the first and the last. */
export function ChartCaption({ parts, chosen }: { parts: readonly Part[]; chosen: Part | undefined }) {
  return (
    <figcaption className="mt-2 flex h-4 justify-between text-xs text-soft" aria-live="polite">
      {chosen ? (
        <span className="truncate text-ink">
          {chosen.label}: {chosen.note}
        </span>
      ) : (
        <>
          <span aria-hidden>{parts[0]?.label}</span>
          <span aria-hidden>{parts.at(-1)?.label}</span>
        </>
      )}
    </figcaption>
  )
}
