import type { ImportPreview, WizardRow } from './types'

export type Kind = 'new' | 'known' | 'problems'

export const isNew = (row: WizardRow) => row.problem === null && !row.duplicate
const isKnown = (row: WizardRow) => row.problem === null && row.duplicate

/** The rows of one kind among those that are shown; the counts are of many more. */
export const rowsOf = <Row extends WizardRow>(rows: readonly Row[], kind: Exclude<Kind, 'problems'>) =>
  rows.filter(kind === 'new' ? isNew : isKnown)

export const countsOf = (
  preview: Pick<ImportPreview, 'new' | 'duplicates' | 'problem_count'>,
): Record<Kind, number> => ({
  new: preview.new,
  known: preview.duplicates,
  problems: preview.problem_count,
})

/** Where to look first: at what is new, else at what went wrong, else at what is known. */
export function firstKind(counts: Record<Kind, number>): Kind {
  if (counts.new) return 'new'
  return counts.problems ? 'problems' : counts.known ? 'known' : 'new'
}
