import { ApiError } from '@/lib/api/errors'

export interface Refusal {
  why: string
  /** What to do now; the server's own sentence often says that already. */
  what: string | null
}
const LARGE_BYTES = 32 * 2 ** 20

/** What is wrong with a file before it is sent; null where it may go. */
export function refusedAtOnce(files: readonly { size: number }[]): Refusal | null {
  const [file] = files
  if (files.length > 1)
    return { why: 'You chose several files.', what: 'Import them one at a time. Each has its own preview.' }
  if (file?.size === 0)
    return { why: 'This file is empty, or it is a folder.', what: 'Download it again and choose the new file.' }
  return null
}

/** Why the server did not take a file, and what helps. otherFormats: what else the same file can be had as. */
export function refusalOf(error: unknown, size: number, otherFormats: string): Refusal {
  const known = error instanceof ApiError ? error : null
  const why = known?.message ?? 'Something went wrong.'
  if (known?.status === 413) return { why, what: 'Download shorter periods and import them one at a time.' }
  if (known?.code === 'offline')
    // A server may hang up on what is far too much for it, which looks like no connection.
    return { why, what: size > LARGE_BYTES ? 'The file may be too large: try a shorter period.' : 'Try again.' }
  if (known?.retryAfterS) return { why, what: `Try again in ${known.retryAfterS} seconds.` }
  if (known?.code.startsWith('unreadable_')) return { why, what: /CSV|again/.test(why) ? null : otherFormats }
  return { why, what: 'Try again.' }
}
