import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { request } from '@/lib/api/client'
import type { Category } from '@/lib/api/types'
import { useTaste } from '@/lib/user'

export type { Category }
export const categoriesKey = ['categories'] as const
const GREY = '#64748b'
const FRESH_MS = 5 * 60_000

/** The tree of categories, built-in and own, and how each is named and painted. */
export function useCategories() {
  const { locale } = useTaste()
  const { data, isPending, error, refetch } = useQuery({
    queryKey: categoriesKey,
    queryFn: ({ signal }) => request<{ items: Category[] }>('/api/categories', { signal }),
    staleTime: FRESH_MS,
  })
  const all = useMemo(() => data?.items ?? [], [data])
  const byCode = useMemo(() => new Map(all.map((each) => [each.code, each])), [all])
  return {
    all,
    isPending,
    error,
    refetch,
    label: (code: string) => labelOf(byCode.get(code), code, locale),
    colour: (code: string) => byCode.get(code)?.colour ?? GREY,
    icon: (code: string) => byCode.get(code)?.icon ?? 'tag',
  }
}

/** Name a category in the user's language; a code that is gone is put into words. */
export function labelOf(category: Category | undefined, code: string, locale: string): string {
  if (category) return /^ro\b/i.test(locale) && category.label_ro ? category.label_ro : category.label
  const words = code.replace(/^OWN_/, '').replaceAll('_', ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export interface Branch {
  category: Category
  below: Category[]
}

/** Each primary category with what is below it; one whose parent is not here stands by itself. */
export function treeOf(all: Category[]): Branch[] {
  const codes = new Set(all.map(({ code }) => code))
  return all
    .filter(({ parent }) => parent === null || !codes.has(parent))
    .map((category) => ({ category, below: all.filter(({ parent }) => parent === category.code) }))
}

/** Find categories in either language, without regard to accents; a match brings what is below it. */
export function searchCategories(all: Category[], typed: string): Category[] {
  const wanted = plain(typed.trim())
  const fits = ({ label, label_ro }: Category) => plain(label).includes(wanted) || plain(label_ro).includes(wanted)
  return treeOf(all).flatMap(({ category, below }) => (fits(category) ? [category, ...below] : below.filter(fits)))
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
