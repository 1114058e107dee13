import { Combobox as Kit } from '@base-ui/react/combobox'
import { Check } from 'lucide-react'
import { useMemo, useState } from 'react'
import { SearchField } from '@/components/fields/ComboboxField'
import { POPUP_ITEM } from '@/components/popup'
import { Loading } from '@/components/ui'
import { folded } from '@/lib/fold'
import { useLocale } from '@/lib/user'
import { CategoryIcon } from './CategoryIcon'
import { searchCategories, useCategories } from './categories'
import { recentCategories } from './recentCategories'

export interface Extra {
  code: string
  label: string
}

interface Props {
  value: string | null
  extras: Extra[]
  onChoose: (code: string) => void
}
interface Option extends Extra {
  colour: string | null
  icon: string | null
  depth: 0 | 1
  /** The primary category's name, where the list is not a tree. */
  above: string | null
}

/** The searchable tree: type to search, arrows to move, Enter to choose. */
export function CategoryList({ value, extras, onChoose }: Props) {
  const [typed, setTyped] = useState('')
  const options = useOptions(typed, extras)
  const { isPending } = useCategories()
  const chosen = options.find(({ code }) => code === value) ?? null
  return (
    <Kit.Root<Option>
      inline
      open
      autoHighlight
      // Ranked by the search itself.
      filter={null}
      items={options}
      value={chosen}
      inputValue={typed}
      itemToStringLabel={({ label }) => label}
      isItemEqualToValue={(one, other) => one.code === other.code}
      onInputValueChange={setTyped}
      onValueChange={(option) => {
        // Choosing what is chosen already takes it away in the kit's eyes; here it confirms it.
        onChoose(option?.code ?? value ?? '')
      }}
    >
      <SearchField label="Search categories" />
      {isPending && <Loading rows={3} />}
      <Kit.List aria-label="Categories" className="min-h-0 flex-1 overflow-y-auto p-1.5 empty:hidden">
        {(option: Option) => <Row key={option.code} option={option} />}
      </Kit.List>
      {!isPending && (
        <Kit.Empty className="px-4 text-center text-sm text-soft not-empty:py-5">No category has that name.</Kit.Empty>
      )}
    </Kit.Root>
  )
}

const Row = ({ option }: { option: Option }) => (
  <Kit.Item value={option} className={`${POPUP_ITEM} ${option.depth ? 'pl-7' : 'font-medium'}`}>
    {option.colour && <CategoryIcon icon={option.icon} colour={option.colour} />}
    <span className="min-w-0 flex-1 truncate">
      {option.label}
      {option.above && <span className="ml-1.5 text-xs font-normal text-soft">{option.above}</span>}
    </span>
    <Kit.ItemIndicator>
      <Check className="size-4 shrink-0 text-accent" aria-hidden />
    </Kit.ItemIndicator>
  </Kit.Item>
)

function useOptions(typed: string, extras: Extra[]): Option[] {
  const { all, label, colour, icon } = useCategories()
  const { locale } = useLocale()
  const [recent] = useState(recentCategories)
  return useMemo(() => {
    const found = searchCategories(all, typed, locale, recent).map(({ code, parent }): Option => ({
      code,
      label: label(code),
      colour: colour(code),
      icon: icon(code),
      depth: parent && !typed ? 1 : 0,
      above: parent && typed ? label(parent) : null,
    }))
    const fitting = extras.filter((extra) => folded(extra.label).includes(folded(typed.trim())))
    return [
      ...fitting.map((extra): Option => ({ ...extra, colour: null, icon: null, depth: 0, above: null })),
      ...found,
    ]
    // eslint-disable-next-line react-hooks/exhaustive-deps -- label, colour and icon follow from `all` and the locale
  }, [all, extras, typed, locale, recent])
}
