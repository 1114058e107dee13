/** What a chart shows, as a table for those who do not see it. */
export function ChartTable({ title, rows }: { title: string; rows: (readonly [label: string, value: string])[] }) {
  return (
    <div className="sr-only">
      <table>
        <caption>{title}</caption>
        <tbody>
          {rows.map(([label, value], place) => (
            <tr key={place}>
              <th scope="row">{label}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
