/** How states of jobs look. */
export const TONES: Record<string, 'good' | 'warn' | 'bad' | 'calm'> = {
  done: 'good',
  partial: 'warn',
  failed: 'bad',
  running: 'calm',
  queued: 'calm',
  cancelled: 'calm',
}
