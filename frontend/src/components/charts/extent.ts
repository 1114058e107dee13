/** The lowest and the highest of some figures; of none, zero and zero. */
export function extent(values: readonly (number | null)[]): [low: number, high: number] {
  const found = values.filter((value) => value !== null)
  return found.length === 0 ? [0, 0] : [Math.min(...found), Math.max(...found)]
}
