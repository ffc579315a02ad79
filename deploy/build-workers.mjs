// Bundles the worker threads, `lib/rag/**/<name>.worker.ts`, to `.workers/<name>.worker.mjs`: a thread is started from a file,
// and Next makes none of ours. Everything but native packages goes in, so that the standalone server needs no more.
import { cpSync, globSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { build } from 'esbuild'
import { ROOT } from './environment.mjs'

const target = path.join(ROOT, '.workers')
const require = createRequire(import.meta.url)

const { metafile } = await build({
  metafile: true,
  entryPoints: globSync('lib/rag/**/*.worker.ts', { cwd: ROOT }),
  entryNames: '[name]',
  absWorkingDir: ROOT,
  outdir: target,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  // A parser is loaded when a document of its kind comes.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // Some say `require` of their own parts in what they give to Node first, which can't be bundled.
  mainFields: ['module', 'main'],
  // In which `server-only` is empty.
  conditions: ['react-server'],
  external: ['onnxruntime-node', '@napi-rs/canvas'],
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  logLevel: 'warning',
})
// Of earlier builds; removed last, as a thread may be running.
const made = new Set(Object.keys(metafile.outputs).map((file) => path.basename(file)))
for (const name of readdirSync(target)) {
  if (name.endsWith('.mjs') && !made.has(name)) rmSync(path.join(target, name))
}
// How PDFs in Chinese, Japanese and Korean name their characters.
cpSync(
  path.join(path.dirname(require.resolve('pdfjs-dist/package.json')), 'cmaps'),
  path.join(target, 'cmaps'),
  {
    recursive: true,
  },
)
