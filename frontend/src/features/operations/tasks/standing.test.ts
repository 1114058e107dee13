import { expect, it } from 'vitest'
import type { QueueRow, TaskRow, Tasks, WorkerRow } from './api'
import { deserted, openTasks } from './standing'

const task = (id: string): TaskRow => ({ id, task: 'banking.flush_intake', arguments: '', at: null })
const worker = (name: string, fields: Partial<WorkerRow>): WorkerRow => ({
  name,
  pid: 1,
  queues: [],
  concurrency: 1,
  processed: 0,
  registered: [],
  active: [],
  reserved: [],
  scheduled: [],
  seen_at: '2026-01-01T00:00:00Z',
  ...fields,
})
const queue = (name: string, fields: Partial<QueueRow>): QueueRow => ({
  name,
  depth: 0,
  oldest_s: null,
  per_minute: 0,
  done: 0,
  failed: 0,
  workers: 1,
  waiting: [],
  ...fields,
})
const all = (workers: WorkerRow[], queues: QueueRow[]): Tasks => ({
  at: '2026-01-01T00:00:00Z',
  beat_seen_at: null,
  beat: 'ok',
  workers,
  queues,
  failed: [],
})

it('names running tasks first, then those that workers hold, then those that wait', () => {
  const found = openTasks(
    all(
      [worker('a', { scheduled: [task('later')], reserved: [task('next')] }), worker('b', { active: [task('now')] })],
      [queue('analytics', { waiting: [task('queued')] })],
    ),
  )
  expect(found.map(({ id, kind, place }) => [id, kind, place])).toEqual([
    ['now', 'running', 'b'],
    ['next', 'fetched', 'a'],
    ['later', 'scheduled', 'a'],
    ['queued', 'waiting', 'analytics'],
  ])
})

it('names queues in which tasks wait for nobody', () => {
  const queues = [queue('busy', { depth: 3 }), queue('left', { depth: 1, workers: 0 }), queue('idle', { workers: 0 })]
  expect(deserted(all([], queues))).toEqual(['left'])
})
