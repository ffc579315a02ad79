import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '@/e2e/fixtures/app-process'
import { environmentOf, execForm, lastOf, readDockerfile } from '@/e2e/fixtures/dockerfile'
import { removePackageManagers } from './remove-package-managers.mjs'

const stages = readDockerfile()
const stage = (name: string) => stages.find((one) => one.name === name)!

describe('the Dockerfile', () => {
  it('is built on the Node that the project pins', () => {
    const { devDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      devDependencies: { node: string }
    }
    const major = devDependencies.node.split('.')[0] ?? ''
    for (const name of ['build', 'base']) expect(stage(name).from).toBe(`node:${major}-slim`)
  })

  it('needs no shell, to build or to run', () => {
    for (const { instructions } of stages) {
      for (const instruction of instructions) {
        if (['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(instruction.name)) {
          expect(execForm(instruction), instruction.rest).toBeDefined()
        }
      }
    }
  })

  it('runs as a user without rights in every image that comes out of it', () => {
    for (const name of ['base', 'stdio', 'portolan']) {
      const user = lastOf(stage(name), 'USER') ?? lastOf(stage('base'), 'USER')
      expect(user?.rest).toMatch(/^[1-9]\d*:[1-9]\d*$/)
    }
  })

  it('makes the image without npx and uvx when no target is named', () => {
    expect(stages.at(-1)?.name).toBe('portolan')
    expect(JSON.stringify(stages.at(-1))).toContain('remove-package-managers.mjs')
    expect(JSON.stringify(stage('base'))).not.toContain('uvx')
    expect(JSON.stringify(stage('stdio'))).toContain('/uvx')
    expect(environmentOf(stage('base'))).not.toHaveProperty('PORTOLAN_STDIO')
  })

  it('starts and builds with files that are there, by commands that are there', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    for (const { instructions } of stages) {
      for (const instruction of instructions) {
        const [program, first = '', second = ''] = execForm(instruction) ?? []
        if (program === 'npm' && first === 'run') expect(scripts).toHaveProperty(second)
        if (program === 'node') {
          const file = first.replace(/^\/app\//, '').replace(/^\/steps\//, 'deploy/image/')
          expect(existsSync(path.join(ROOT, file)), file).toBe(true)
        }
        const copied = /^([^-].*) \S+$/.exec(instruction.rest)?.[1]
        if (instruction.name !== 'COPY' || copied === undefined) continue
        for (const file of copied.split(' ')) expect(existsSync(path.join(ROOT, file)), file).toBe(true)
      }
    }
  })

  it('keeps no secret, and listens to others behind a token only', () => {
    const variables = environmentOf(stage('base'))
    expect(Object.keys(variables).filter((name) => /TOKEN$|KEY$|PASSWORD$|SECRET$/.test(name))).toEqual([])
    expect(variables).toMatchObject({ HOST: '0.0.0.0', PORTOLAN_TOKEN_FILE: '/data/access-token' })
  })

  it('is given neither secrets nor what is built here', () => {
    const ignored = readFileSync(path.join(ROOT, '.dockerignore'), 'utf8').split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['.git', '**/.env*', '.data', '**/node_modules', '.next']))
  })
})

describe('the step that removes package managers', () => {
  it('leaves Node, and nothing that installs', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'portolan-root-'))
    try {
      const put = (file: string) => {
        mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
        writeFileSync(path.join(root, file), '')
      }
      for (const name of ['node', 'npm', 'npx', 'corepack', 'yarn', 'yarnpkg']) put(`usr/local/bin/${name}`)
      put('usr/local/lib/node_modules/npm/index.js')
      put('opt/yarn-v1.22.22/bin/yarn')
      removePackageManagers(root)
      expect(readdirSync(path.join(root, 'usr/local/bin'))).toEqual(['node'])
      expect(readdirSync(path.join(root, 'usr/local/lib'))).toEqual([])
      expect(readdirSync(path.join(root, 'opt'))).toEqual([])
    } finally {
      rmSync(root, { recursive: true })
    }
  })
})
