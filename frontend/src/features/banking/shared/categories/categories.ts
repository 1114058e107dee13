import { queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { request } from '@/lib/api/client'
import type { Category } from '@/lib/api/types'
import { folded } from '@/lib/fold'
import { useLocale } from '@/lib/user'

export type { Category }
const GREY = '#64748b'
const FRESH_MS = 5 * 60_000

export const categoriesQuery = queryOptions({
  queryKey: ['categories'] as const,
  queryFn: ({ signal }) => request<{ items: Category[] }>('/api/categories', { signal }),
  staleTime: FRESH_MS,
})
export const categoriesKey = categoriesQuery.queryKey

/** The tree of categories, built-in and own, and how each is named and painted. */
export function useCategories() {
  const { locale } = useLocale()
  const { data, isPending, error, refetch } = useQuery(categoriesQuery)
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
  if (category) return isRomanian(locale) && category.label_ro ? category.label_ro : category.label
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

/**
 * Find categories in either language, the best match first: the whole name, its beginning, a whole word,
 * the beginning of one, inside one, and after all of those the same in the other language. Among equals those chosen last
 * lead, then the tree's order. What is below a match follows all matches; while nothing is typed it is the tree.
 */
export function searchCategories(
  all: Category[],
  typed: string,
  locale = 'en',
  recent: readonly string[] = [],
): Category[] {
  const wanted = folded(typed.trim())
  const tree = treeOf(all).flatMap(({ category, below }) => [category, ...below])
  if (!wanted) return tree
  const rank = new Map(tree.map((each) => [each.code, rankOf(each, wanted, locale)]))
  const of = (each: Category) => Math.min(rank.get(each.code) ?? NO_MATCH, belowMatch(rank.get(each.parent ?? '')))
  const age = ({ code }: Category) => (recent.includes(code) ? recent.indexOf(code) : recent.length)
  return tree.filter((each) => of(each) < NO_MATCH).sort((a, b) => of(a) - of(b) || age(a) - age(b))
}

const NO_MATCH = 100
const OTHER_LANGUAGE = 10
const BELOW = 20
const belowMatch = (rank: number | undefined) => (rank === undefined || rank >= NO_MATCH ? NO_MATCH : BELOW + rank)

function rankOf({ label, label_ro }: Category, wanted: string, locale: string): number {
  const [own, other] = isRomanian(locale) && label_ro ? [label_ro, label] : [label, label_ro]
  return Math.min(rankIn(own, wanted), OTHER_LANGUAGE + rankIn(other, wanted), NO_MATCH)
}

function rankIn(label: string, wanted: string): number {
  const name = folded(label)
  const words = name.split(/[^\p{L}\p{N}]+/u)
  const starts = (typed: string) => words.some((word) => word.startsWith(typed))
  if (name === wanted) return 0
  if (name.startsWith(wanted)) return 1
  if (words.includes(wanted)) return 2
  if (name.includes(` ${wanted}`) || wanted.split(/\s+/).every(starts)) return 3
  return name.includes(wanted) ? 4 : NO_MATCH
}

const isRomanian = (locale: string) => /^ro\b/i.test(locale)
