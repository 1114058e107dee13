import { count } from '@/lib/format'
import type { ImportRecord, ImportState } from './types'

export const STATES: Record<ImportState, { word: string; tone: 'good' | 'warn' | 'bad' | 'calm' }> = {
  preview: { word: 'not imported yet', tone: 'warn' },
  queued: { word: 'waiting', tone: 'warn' },
  running: { word: 'running', tone: 'warn' },
  done: { word: 'done', tone: 'good' },
  failed: { word: 'failed', tone: 'bad' },
  cancelled: { word: 'cancelled', tone: 'calm' },
  undone: { word: 'undone', tone: 'calm' },
}

export const problems = (value: number, locale: string) =>
  `${count(value, locale)} ${value === 1 ? 'problem' : 'problems'}`

export const canUndo = ({ state, new: stored }: ImportRecord) => (state === 'done' || state === 'failed') && stored > 0
