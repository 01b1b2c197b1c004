/** Layers and cycles. The compiler refuses most wrong imports already; this names the reason and finds cycles. */
const layer = (name, mayImport) => ({
  name: `${name}-imports`,
  comment: `${name} may import only itself${mayImport.length > 0 ? ` and ${mayImport.join(', ')}` : ''}; see ARCHITECTURE.md`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: [name, ...mayImport].map((other) => `^src/${other}/`) },
})

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'a cycle has no first idea: break it by a smaller file both can import',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    layer('core', []),
    layer('protocol', []),
    layer('probes', ['protocol']),
    layer('sampler', ['core']),
    layer('runtimes', ['core', 'protocol']),
    layer('supervisor', ['core', 'protocol', 'sampler', 'runtimes']),
    layer('report', ['core']),
    layer('tui', ['core']),
    {
      name: 'core-is-pure',
      comment: 'the core knows no clock, no IO and no platform',
      severity: 'error',
      from: { path: '^src/(core|protocol)/' },
      to: { dependencyTypes: ['core', 'npm'] },
    },
    {
      name: 'only-the-loop-steps',
      comment: 'one loop calls step, so that events stay in one order',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(supervisor/loop|core/)' },
      to: { path: '^src/core/step\\.ts$' },
    },
    {
      name: 'not-to-dev-dependencies',
      comment: 'what is shipped cannot import what is not',
      severity: 'error',
      from: { path: '^(src|bin)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.cts', '.js', '.json'],
    },
  },
}
