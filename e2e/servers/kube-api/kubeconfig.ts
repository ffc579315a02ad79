import { writeFileSync } from 'node:fs'

export interface KubeconfigUser {
  token?: string
  tokenFile?: string
  as?: string
  exec?: object
}

/** One context for each server, all with the same user; the first is the current one. JSON is YAML. */
export function writeKubeconfig(
  file: string,
  servers: Readonly<Record<string, string>>,
  user: KubeconfigUser,
): string {
  const names = Object.keys(servers)
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    // In the clear, which the library accepts from those only who say so.
    clusters: names.map((name) => ({
      name,
      cluster: { server: servers[name], 'insecure-skip-tls-verify': true },
    })),
    users: [{ name: 'user', user }],
    contexts: names.map((name) => ({ name, context: { cluster: name, user: 'user' } })),
    'current-context': names[0],
  }
  writeFileSync(file, JSON.stringify(config, null, 2))
  return file
}
