/** What the test runner of this thread is doing right now, as its adapter last said. One value, read at each note. */
interface Activity {
  readonly phase: 'file' | 'test' | 'hook'
  readonly state: 'started' | 'ended'
  readonly file: string | null
  readonly name: string | null
  readonly sinceMs: number
}

type ActivityReader = () => Activity | null

let current: Activity | null = null
let reader: ActivityReader | null = null

/** Adapters that are told about boundaries push them. */
function setActivity(activity: Activity | null): void {
  current = activity
}

/** Adapters whose runner keeps its own state let it be read when somebody asks. */
function setActivityReader(read: ActivityReader): void {
  reader = read
}

function currentActivity(): Activity | null {
  if (reader === null) return current
  try {
    return reader() ?? current
  } catch {
    return current
  }
}

export = { setActivity, setActivityReader, currentActivity }
