export interface ConfigurableOption {
  readonly name: string
  readonly kind: 'duration' | 'choice' | 'text' | 'flag' | 'count'
  readonly choices?: readonly string[]
  readonly many?: boolean
  readonly help: string
  readonly fallback?: string
  readonly flagOnly?: boolean
}

export function buildConfigSchema(options: readonly ConfigurableOption[]): Record<string, unknown>
