interface Props {
  title: string
  /** What the columns hold, where that has to be said. */
  heads?: readonly string[]
  /** A name and what belongs to it. */
  rows: readonly (readonly [label: string, ...values: string[]])[]
}

/** What a chart shows, as a table for those who do not see it. */
export function ChartTable({ title, heads, rows }: Props) {
  return (
    <div className="sr-only">
      <table>
        <caption>{title}</caption>
        {heads && (
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map(([label, ...values], place) => (
            <tr key={place}>
              <th scope="row">{label}</th>
              {values.map((value, column) => (
                <td key={column}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
