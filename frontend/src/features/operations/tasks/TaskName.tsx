/** A task's name with its arguments: 'banking.sync_connection(7)'. */
export const TaskName = ({ task, arguments: given }: { task: string; arguments: string }) => (
  <p className="font-medium">
    {task}
    {given && <span className="font-normal text-soft">({given})</span>}
  </p>
)
