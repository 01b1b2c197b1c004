// The JSON Schema of overstay.config.json (and of the key `overstay` in package.json), made from the same list of options
// that gives the flags, the variables and the help.

const DURATION = { type: 'string', pattern: '^(\\d+(\\.\\d*)?|\\.\\d+)(ms|s|m|h|)$' }
const ONE_OF_KIND = {
  duration: () => ({ anyOf: [DURATION, { type: 'number', minimum: 0, description: 'seconds' }] }),
  choice: ({ choices }) => ({ enum: [...choices] }),
  text: () => ({ type: 'string', minLength: 1 }),
  flag: () => ({ type: 'boolean' }),
  count: () => ({ type: 'integer', minimum: 0 }),
}

/** One property for each option that a file may set; anything else is refused, as overstay itself does. */
export function buildConfigSchema(options) {
  const properties = { $schema: { type: 'string', description: 'Where this schema is published.' } }
  for (const option of options.filter((one) => one.flagOnly !== true)) {
    const single = ONE_OF_KIND[option.kind](option)
    const value = option.many === true ? { anyOf: [{ type: 'array', items: single }, single] } : single
    const fallback = option.fallback === undefined ? '' : ` [${option.fallback}]`
    properties[camelCase(option.name)] = { description: option.help + fallback, ...value }
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://unpkg.com/overstay@1/schema/config.schema.json',
    title: 'overstay configuration',
    description:
      'overstay.config.json, or the key "overstay" of package.json. A flag and an OVERSTAY_* variable outrank it. ' +
      'Durations: 500ms, 2s, 1.5m, 1h, or a number of seconds.',
    type: 'object',
    properties,
    additionalProperties: false,
  }
}

function camelCase(name) {
  return name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())
}
