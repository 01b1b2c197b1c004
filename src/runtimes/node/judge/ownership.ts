/** Whose code a file is. */
export type Owner =
  | { readonly kind: 'user' }
  | { readonly kind: 'dependency'; readonly name: string }
  | { readonly kind: 'runner'; readonly name: string }
  | { readonly kind: 'node' }

/** Packages that start, transform or run tests and scripts: what they hold is theirs to let go, not the user's. */
const RUNNERS = new RegExp(
  `^(?:${[
    'vitest|@vitest/.+|vite|vite-node|tinypool|tinyexec|tinyspy|birpc|rolldown|@rolldown/.+|rollup|esbuild|esbuild-register',
    'jest|jest-.+|@jest/.+|babel-jest|ts-jest|@swc/jest|babel-plugin-istanbul|pirates|source-map-support',
    'mocha|workerpool|ava|supertap|tap|@tapjs/.+|libtap|uvu|jasmine|jasmine-core|@wdio/.+|karma|cypress|lab|@hapi/lab',
    'playwright|playwright-core|@playwright/.+|web-test-runner|@web/.+|zora|tape|qunit|bun-types',
    'npm|npx|pnpm|yarn|corepack|lerna|nx|turbo|wireit|npm-run-all|npm-run-all2|concurrently|cross-env|dotenv-cli',
    'tsx|ts-node|@swc-node/.+|@esbuild-kit/.+|nyc|c8|foreground-child|signal-exit|spawn-wrap|istanbul-.+|nodemon',
    'husky|lint-staged|execa-cli|zx-cli|why-is-node-running|wtfnode|overstay',
  ].join('|')})$`,
)

/**
 * Classifies a source file, after source maps. The package name is that of the innermost node_modules, unless an outer
 * one is a runner, whose own dependencies belong to it; a bundle of the user's config that Vite keeps there for a moment
 * is the user's.
 */
export function classifyFile(file: string, cwd: string): Owner {
  if (file.startsWith('node:')) return { kind: 'node' }
  const path = file.replaceAll('\\', '/')
  const home = cwd.replaceAll('\\', '/')
  const inner = path.startsWith(`${home}/`) ? path.slice(home.length) : path
  if (inner.includes('/node_modules/.vite-temp/')) return { kind: 'user' }
  const packages = inner.split('/node_modules/').slice(1).map(packageOf)
  const innermost = packages.at(-1)
  if (innermost === undefined) return { kind: 'user' }
  const runner = packages.find((name) => RUNNERS.test(name))
  return runner === undefined ? { kind: 'dependency', name: innermost } : { kind: 'runner', name: runner }
}

function packageOf(path: string): string {
  const [scope = '', name = ''] = path.split('/')
  return scope.startsWith('@') ? `${scope}/${name}` : scope
}
