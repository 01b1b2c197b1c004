import type { ProcessSample } from '../../core/tree/sample.js'

const INTERPRETER = /^(python|pypy)[\d.]*(t|-dbg|d)?(\.exe)?$/
/** Programs that are Python but rename themselves (setproctitle) or run by a `#!` line that the table does not show. */
const PROGRAM = /^\[?(pytest|py\.test|pytest-xdist|gunicorn|uvicorn|celery|tox|nox|ipython)\b/

/** Is this a Python interpreter, from its name and arguments alone? */
export function isPython(process: ProcessSample): boolean {
  const first = process.command[0] ?? ''
  return [process.name, baseName(first)].some((name) => INTERPRETER.test(name) || PROGRAM.test(name))
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).split(' ', 1)[0] ?? ''
}
