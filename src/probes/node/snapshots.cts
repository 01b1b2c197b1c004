/** The joint between those who know that it is time for a picture and the profile, which is loaded only under `--profile`. */
type Reason = 'tick' | 'fileEnded' | 'exit'
type Taker = (reason: Reason, testFile: string | null) => void

let taker: Taker | null = null

function setTaker(take: Taker): void {
  taker = take
}

function take(reason: Reason, testFile: string | null): void {
  taker?.(reason, testFile)
}

export = { setTaker, take }
