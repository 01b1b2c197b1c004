import type { GenericSchema } from 'valibot'

export function buildSchemaDocument(
  file: string,
  title: string,
  description: string,
  schema: GenericSchema,
): Record<string, unknown>
export function formatSchemaDocument(document: Record<string, unknown>): string
