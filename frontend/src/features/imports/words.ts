import type { Import } from './api'

export const FORMATS: Record<Import['format'], string> = {
  bt_csv: 'Banca Transilvania CSV',
  csv: 'CSV',
  mt940: 'MT940',
  camt053: 'CAMT.053',
  ofx: 'OFX',
}

export const STATES: Record<Import['state'], { word: string; tone: 'good' | 'warn' | 'bad' | 'calm' }> = {
  preview: { word: 'not imported', tone: 'calm' },
  queued: { word: 'waiting', tone: 'warn' },
  running: { word: 'running', tone: 'warn' },
  done: { word: 'done', tone: 'good' },
  failed: { word: 'failed', tone: 'bad' },
  cancelled: { word: 'cancelled', tone: 'calm' },
  undone: { word: 'undone', tone: 'calm' },
}
