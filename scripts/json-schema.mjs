// Turns the valibot schemas of this project into JSON Schema (draft-07). It knows exactly the parts that are used here
// and refuses any other, so a schema can never be published with a rule missing.

/** The JSON Schema of a valibot schema. Throws on a part it does not know. */
export function toJsonSchema(schema) {
  if (schema.pipe !== undefined) {
    const [base, ...actions] = schema.pipe
    return actions.reduce(applyAction, toJsonSchema(base))
  }
  const convert = CONVERTERS[schema.type]
  if (convert === undefined) throw new Error(`no JSON Schema for valibot's ${schema.type}`)
  return convert(schema)
}

const CONVERTERS = {
  string: () => ({ type: 'string' }),
  number: () => ({ type: 'number' }),
  boolean: () => ({ type: 'boolean' }),
  null: () => ({ type: 'null' }),
  unknown: () => ({}),
  literal: ({ literal }) => ({ const: literal }),
  picklist: ({ options }) => ({ enum: [...options] }),
  nullable: ({ wrapped }) => ({ anyOf: [toJsonSchema(wrapped), { type: 'null' }] }),
  exact_optional: ({ wrapped }) => toJsonSchema(wrapped),
  optional: ({ wrapped }) => toJsonSchema(wrapped),
  union: ({ options }) => ({ anyOf: options.map(toJsonSchema) }),
  array: ({ item }) => ({ type: 'array', items: toJsonSchema(item) }),
  record: ({ value }) => ({ type: 'object', additionalProperties: toJsonSchema(value) }),
  object: ({ entries }) => convertObject(entries),
  strict_object: ({ entries }) => ({ ...convertObject(entries), additionalProperties: false }),
}

function convertObject(entries) {
  const names = Object.keys(entries)
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, toJsonSchema(entries[name])])),
    required: names.filter((name) => !['exact_optional', 'optional'].includes(entries[name].type)),
  }
}

function applyAction(json, action) {
  switch (action.type) {
    case 'description':
      return { description: action.description, ...json }
    case 'integer':
      return { ...json, type: 'integer' }
    case 'min_value':
      return { ...json, minimum: action.requirement }
    case 'max_value':
      return { ...json, maximum: action.requirement }
    case 'min_length':
      return { ...json, minLength: action.requirement }
    case 'regex':
      return { ...json, pattern: action.requirement.source }
    default:
      throw new Error(`no JSON Schema for valibot's ${action.type}`)
  }
}
