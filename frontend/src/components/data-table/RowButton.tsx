import type { ButtonHTMLAttributes } from 'react'

/** Opens its row, wherever in the row one clicks; the keyboard's cursor stands on it. */
export function RowButton({ className = '', ...rest }: ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      data-row-button
      className={`block max-w-full truncate text-left text-sm font-medium after:absolute after:inset-0 ${className}`}
      {...rest}
    />
  )
}
