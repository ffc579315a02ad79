// After `next build`: puts beside the standalone server what it reads at run time but Next leaves out.
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './environment.mjs'

const standalone = path.join(ROOT, '.next/standalone')
const ONNX_BINARY = `onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}`

for (const [from, to] of [
  ['.next/static', '.next/static'],
  ['public', 'public'],
  ['prisma/migrations', 'prisma/migrations'],
  ['.workers', '.workers'],
  [
    'node_modules/@electric-sql/pglite/dist/vector.tar.gz',
    'node_modules/@electric-sql/pglite/dist/vector.tar.gz',
  ],
  // What the workers could not take in: native code, of this platform alone (the others' are 200 MB).
  ...['onnxruntime-common', 'onnxruntime-node/package.json', 'onnxruntime-node/dist', ONNX_BINARY].map(
    (name) => [`node_modules/${name}`, `node_modules/${name}`],
  ),
]) {
  const source = path.join(ROOT, from)
  const target = path.join(standalone, to)
  rmSync(target, { recursive: true, force: true })
  if (existsSync(source)) cpSync(source, target, { recursive: true })
}

// Next takes paths that are built at run time for files to be read: sources and tests come along that nothing runs.
rmSync(path.join(standalone, 'lib'), { recursive: true, force: true })

// Next copies these in; secrets stay where the person put them, and `npm start` reads them there.
for (const name of readdirSync(standalone)) {
  if (name === '.env' || name.startsWith('.env.')) rmSync(path.join(standalone, name))
}
