import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { problemOf, query, request, send } from '@/lib/api/client'
import type { Page, PasswordLink, Person } from '@/lib/api/types'
import { profileKey } from '@/lib/user'

const ROOT = '/api/admin/users'
const peopleKey = ['people'] as const
const PAGE = 60

export interface PeopleFilters {
  q: string
  role: string
  locked: string
}

export const usePeople = (filters: PeopleFilters) =>
  useInfiniteQuery({
    queryKey: [...peopleKey, 'list', filters],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      request<Page<Person>>(`${ROOT}${query({ ...filters, limit: PAGE, cursor: pageParam })}`, { signal }),
    getNextPageParam: (page) => page.next_cursor,
  })

export const usePerson = (id: number | null) =>
  useQuery({
    queryKey: [...peopleKey, 'one', id],
    queryFn: ({ signal }) => request<Person>(`${ROOT}/${id ?? 0}`, { signal }),
    enabled: id !== null,
    staleTime: 0,
  })

/** One's own password again, and with two factors a code; asked for where the sign-in is some time ago. */
export interface Proof {
  current_password?: string
  otp?: string
}

const post = <Answer>(id: number, what: string, body?: unknown) =>
  request<Answer>(`${ROOT}/${id}/${what}`, { method: 'POST', body })

export const lock = (id: number) => post<Person>(id, 'lock')
export const unlock = (id: number) => post<Person>(id, 'unlock')
export const endSessions = (id: number) => post<Person>(id, 'end-sessions')
export const makeLink = (id: number, proof: Proof) => post<PasswordLink>(id, 'password-link', proof)
export const erase = (id: number, body: Proof & { username: string; without_export: boolean }) =>
  post(id, 'erase', body)
export const changeRole = (id: number, role: Person['role'], proof: Proof) =>
  request<Person>(`${ROOT}/${id}`, { method: 'PATCH', body: { role, ...proof } })

/** Download all that is kept of somebody. */
export async function exportPerson(id: number, username: string, proof: Proof): Promise<void> {
  const answer = await send(`${ROOT}/${id}/export`, { method: 'POST', body: proof })
  if (!answer.ok) throw await problemOf(answer)
  const address = URL.createObjectURL(await answer.blob())
  const link = Object.assign(document.createElement('a'), { href: address, download: `tidewatch-${username}.zip` })
  link.click()
  URL.revokeObjectURL(address)
}

/** Do something to an account; the lists and the account itself are asked for anew. */
export function useAct<Given, Answer>(act: (given: Given) => Promise<Answer>) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: peopleKey }),
        cache.invalidateQueries({ queryKey: profileKey }),
        cache.invalidateQueries({ queryKey: ['security-log'] }),
      ]),
  })
}
