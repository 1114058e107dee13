import type { Problem } from './types'

/** What the server said was wrong (RFC 9457), or that it could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Partial<Problem>,
    readonly retryAfterS: number | null = null,
  ) {
    super(problem.detail ?? 'The server could not be reached.')
  }

  get code(): string {
    return this.problem.code ?? 'offline'
  }

  /** The message for one field of a form, by its JSON pointer. */
  field(name: string): string | undefined {
    return this.problem.errors?.find((error) => error.pointer === `/${name}`)?.message
  }

  /** The message for whatever lies at or below a place, such as '/conditions/0/value'. */
  below(place: string): string | undefined {
    return this.problem.errors?.find(({ pointer }) => pointer === place || pointer.startsWith(`${place}/`))?.message
  }
}

export const offline = () => new ApiError(0, { code: 'offline' })
