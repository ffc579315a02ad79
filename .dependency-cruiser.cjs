const FEATURES = 'config|store|jobs|registry|discovery|health|connections|rag|chat|events|telemetry'
const TESTS = '\\.test\\.tsx?$'
const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to })

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    forbid(
      'no-cycles',
      'A cycle closed only by types is not a runtime hazard.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid(
      'kit-is-a-leaf',
      'kit knows nothing of our app.',
      { path: '^lib/kit/' },
      { path: '^(app|components|lib/(?!kit/))' },
    ),
    forbid(
      'domain-is-pure',
      'Both browser and server read domain: zod and itself only.',
      { path: '^lib/domain/', pathNot: TESTS },
      { pathNot: '^(lib/domain/|node_modules/zod/)' },
    ),
    forbid(
      'features-meet-in-runtime',
      'A feature may name the type of another, never its code; tests join real parts as compose.ts does.',
      { path: `^lib/(${FEATURES})/`, pathNot: TESTS },
      { path: `^lib/(${FEATURES})/`, pathNot: '^lib/$1/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'features-do-not-look-up',
      'No feature knows HTTP, React or the composition root.',
      { path: `^lib/(${FEATURES})/`, pathNot: TESTS },
      { path: '^(app|components|lib/(runtime|http|client))/' },
    ),
    forbid(
      'sources-are-strangers',
      'One discovery method per file, with a folder of the same name beside it; only all.ts lists them.',
      {
        path: '^lib/discovery/sources/([^/.]+)',
        pathNot: `(^lib/discovery/sources/(all|dns/linked-documents)\\.ts$|${TESTS})`,
      },
      { path: '^lib/discovery/', pathNot: '^lib/discovery/(source\\.ts$|sources/$1[/.])' },
    ),
    forbid(
      'dns-links-are-catalogues',
      'What a record points at is read as the HTTP method reads a URL: one place for its guard and its formats.',
      { path: '^lib/discovery/sources/dns/linked-documents\\.ts$' },
      {
        path: '^lib/discovery/',
        pathNot: '^lib/discovery/(source\\.ts$|sources/(dns/|http/(catalogue|make-catalogue|settle)\\.ts$))',
      },
    ),
    forbid(
      'browser-wall',
      'What ships to the browser sees domain, kit and client only.',
      { path: '^(components|lib/client)/', pathNot: TESTS },
      { path: '^lib/(?!(domain|kit|client)/)' },
    ),
    forbid('components-do-not-import-app', '', { path: '^components/' }, { path: '^app/' }),
    forbid(
      'ui-features-are-strangers',
      'components/<feature> may use ui, shell and itself.',
      { path: '^components/([^/]+)/' },
      { path: '^components/', pathNot: '^components/($1|ui|shell)/' },
    ),
    forbid(
      'routes-are-thin',
      'app/ reaches the server through runtime/get-runtime and http only.',
      { path: '^app/' },
      {
        path: '^lib/',
        pathNot: '^lib/(http/|domain/|client/|runtime/get-runtime\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'prisma-wall',
      '',
      { pathNot: '^(lib/store|prisma|e2e)/' },
      { path: '(@prisma/|\\.prisma/|^prisma/generated)' },
    ),
    forbid(
      'mcp-sdk-wall',
      '',
      { pathNot: '^(lib/(connections|gateway)|e2e|bench|deploy)/' },
      { path: '@modelcontextprotocol/' },
    ),
    forbid(
      'opentelemetry-wall',
      'Loaded by one import(), and only where traces are asked for; everyone else has lib/kit/tracer.ts.',
      { pathNot: '^lib/telemetry/open-telemetry\\.ts$' },
      { path: '@opentelemetry/' },
    ),
    forbid(
      'opentelemetry-is-lazy',
      '',
      {},
      { path: '^lib/telemetry/open-telemetry\\.ts$', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    ),
    forbid(
      'process-wall',
      'Children are started in two places.',
      { pathNot: `(${TESTS}|^(lib/(connections|discovery/sources)|e2e|bench|deploy)/)` },
      { path: '^(node:)?child_process$' },
    ),
    forbid(
      'tests-only-from-tests',
      '',
      { pathNot: `(${TESTS}|^(e2e|bench)/)` },
      { path: `(${TESTS}|^e2e/)` },
    ),
    forbid('nothing-unresolved', '', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^\\.next' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    // As Node and TypeScript do: without these, what a package exports under a subpath is not found.
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
