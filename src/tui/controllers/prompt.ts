import { LIMITS } from '../../core/limits.js'
import type { Prompt } from '../contexts/ui.js'
import type { Desk } from './desk.js'
import { goToHit } from './moves.js'

/** A line being typed at the bottom: a search, a filter, a file name. Filters work as they are typed. */
export function handlePromptKey(desk: Desk, prompt: Prompt, key: string, character: string): void {
  if (key === 'escape' || key === 'C-c' || key === 'C-]') return cancel(desk, prompt)
  if (key === 'enter') return accept(desk, prompt)
  if (key === 'f1') {
    desk.ui.help = { isOpen: true, top: 0 }
    return
  }
  if (key === 'backspace' || key === 'C-h') prompt.text = [...prompt.text].slice(0, -1).join('')
  else if (key === 'C-u') prompt.text = ''
  else if (isPrintable(character) && prompt.text.length < LIMITS.promptCharsMax) prompt.text += character
  applyFilter(desk, prompt)
}

export function openPrompt(desk: Desk, kind: Prompt['kind']): void {
  const { ui } = desk
  const labels: Readonly<Record<Prompt['kind'], string>> = {
    search: 'find in the output',
    filterSuspects: 'show suspects with',
    filterProcesses: 'show processes with',
    save: 'write the report to (.json .html .md .xml)',
  }
  const texts: Readonly<Record<Prompt['kind'], string>> = {
    search: '',
    filterSuspects: ui.suspects.filter,
    filterProcesses: ui.processes.filter,
    save: 'overstay-report.json',
  }
  ui.prompt = { kind, label: labels[kind], text: texts[kind] }
}

function applyFilter({ ui }: Desk, { kind, text }: Prompt): void {
  if (kind === 'filterSuspects') ui.suspects.filter = text
  if (kind === 'filterProcesses') ui.processes.filter = text
}

function cancel({ ui }: Desk, { kind }: Prompt): void {
  if (kind === 'filterSuspects') ui.suspects.filter = ''
  if (kind === 'filterProcesses') ui.processes.filter = ''
  ui.prompt = null
}

function accept(desk: Desk, { kind, text }: Prompt): void {
  desk.ui.prompt = null
  if (kind === 'search') {
    desk.ui.output.query = text
    desk.ui.output.hit = -1
    if (text !== '') goToHit(desk, -1)
  }
  if (kind === 'save' && text.trim() !== '') void save(desk, text.trim())
}

async function save(desk: Desk, file: string): Promise<void> {
  desk.say(`writing ${file} …`)
  const { isWritten, text } = await desk.writeReport(file)
  desk.say(text, isWritten ? 'good' : 'bad')
}

function isPrintable(character: string): boolean {
  return character !== '' && !/[\u0000-\u001f\u007f-\u009f]/.test(character)
}
