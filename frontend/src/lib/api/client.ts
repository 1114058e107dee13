import { ApiError, offline } from './errors'
import { accessToken } from './session'
import type { Problem } from './types'

interface Options {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Sent as JSON, but for a form, which goes as it is. */
  body?: unknown
  signal?: AbortSignal
  /** Sign-in and registration go without a token. */
  anonymous?: boolean
}

/** Call the API; the answer's type is the caller's to name. Throws ApiError. */
export async function request<Answer>(path: string, options: Options = {}): Promise<Answer> {
  let answer = await send(path, options, false)
  if (answer.status === 401 && !options.anonymous) answer = await send(path, options, true)
  if (!answer.ok) throw await problemOf(answer)
  return (answer.status === 204 ? undefined : await answer.json()) as Answer
}

async function send(path: string, options: Options, force: boolean): Promise<Response> {
  const headers: Record<string, string> = {}
  const form = options.body instanceof FormData ? options.body : null
  if (options.body !== undefined && !form) headers['Content-Type'] = 'application/json'
  if (!options.anonymous) headers['Authorization'] = `Bearer ${await accessToken(force)}`
  return fetch(path, {
    method: options.method ?? 'GET',
    headers,
    body: form ?? (options.body === undefined ? null : JSON.stringify(options.body)),
    signal: options.signal ?? null,
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw offline()
  })
}

export async function problemOf(answer: Response): Promise<ApiError> {
  const problem = (await answer.json().catch(() => ({ detail: answer.statusText }))) as Partial<Problem>
  const wait = Number(answer.headers.get('Retry-After'))
  return new ApiError(answer.status, problem, Number.isFinite(wait) && wait > 0 ? wait : null)
}

/** Write `?a=1&b=2` from what is set. */
export function query(values: Record<string, string | number | null | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '')
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}` : ''
}
