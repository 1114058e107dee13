/** Messages of jobs as they come. */
export interface Line {
  id: number
  at: string
  text: string
}
export const MAX_LINES = 200

/** The newest lines first; one that says what the newest says already is left out. */
export function withLine(lines: readonly Line[], at: string, text: string): readonly Line[] {
  const [newest] = lines
  if (text === '' || newest?.text === text) return lines
  return [{ id: (newest?.id ?? 0) + 1, at, text }, ...lines].slice(0, MAX_LINES)
}
