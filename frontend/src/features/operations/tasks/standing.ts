import type { TaskRow, Tasks } from './api'

export type Kind = 'running' | 'fetched' | 'scheduled' | 'waiting'
/** A task that is not done yet, where it is, and in whose hands. */
export interface OpenTask extends TaskRow {
  kind: Kind
  place: string
}

/** Every task that is not done, those that run first; of each queue the server names the twenty oldest. */
export function openTasks({ workers, queues }: Tasks): OpenTask[] {
  const at = (kind: Kind, place: string) => (task: TaskRow) => ({ ...task, kind, place })
  return [
    ...workers.flatMap((each) => each.active.map(at('running', each.name))),
    ...workers.flatMap((each) => each.reserved.map(at('fetched', each.name))),
    ...workers.flatMap((each) => each.scheduled.map(at('scheduled', each.name))),
    ...queues.flatMap((each) => each.waiting.map(at('waiting', each.name))),
  ]
}

/** Queues that have something to do, and nobody who does it. */
export const deserted = ({ queues }: Tasks): string[] =>
  queues.filter(({ depth, workers }) => depth > 0 && workers === 0).map(({ name }) => name)
