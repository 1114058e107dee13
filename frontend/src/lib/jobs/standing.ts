/** How far a long piece of work is, from what was pushed, what was asked for, and the time that has passed. */

export interface Mark {
  done: number
  /** Milliseconds, as the clock of this device has it. */
  at: number
}
export interface Push extends Mark {
  total: number | null
  etaS: number | null
}
/** What is known of it without any push. total: null while nobody knows how much there is. */
export interface Known {
  done: number
  total: number | null
}
export interface Standing {
  done: number
  total: number | null
  /** 0 to 100, whole; null while the total is not known. */
  percent: number | null
  etaS: number | null
  /** Units a second since one began to look. */
  perS: number | null
}

/** How far a work is, by the newest push or by what was asked for, whichever is further. */
export function standing(known: Known, push: Push | null, first: Mark | null, now: number): Standing {
  const done = Math.max(known.done, push?.done ?? 0)
  const told = push?.total ?? known.total
  const total = told === null ? null : Math.max(told, done)
  const perS = first && pace(first, done, now)
  const isPushNewer = push !== null && push.etaS !== null && push.done >= known.done
  const left = isPushNewer ? (push.etaS ?? 0) - (now - push.at) / 1000 : timeLeft(done, total, perS)
  return { done, total, percent: percentOf(done, total), etaS: left === null ? null : Math.max(0, left), perS }
}

const timeLeft = (done: number, total: number | null, perS: number | null) =>
  total === null || perS === null ? null : (total - done) / perS

function percentOf(done: number, total: number | null): number | null {
  if (total === null) return null
  return total === 0 ? 0 : Math.min(100, Math.floor((done / total) * 100))
}

/** How many units a second, from where it stood when one began to look. */
export function pace(first: Mark, done: number, at: number): number | null {
  const passed = (at - first.at) / 1000
  return passed > 0 && done > first.done ? Math.round((done - first.done) / passed) || null : null
}
