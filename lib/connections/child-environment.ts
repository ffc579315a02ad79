import 'server-only'

export type Environment = Readonly<Record<string, string | undefined>>

/** What a child inherits: enough to find its programs, its home, its language and its proxies. */
const INHERITED = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'TERM',
  'TMPDIR',
  'TMP',
  'TEMP',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_RUNTIME_DIR',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'npm_config_cache',
  'npm_config_registry',
  'npm_config_prefix',
  // Windows can't start most programs without these.
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'APPDATA',
  'LOCALAPPDATA',
  'USERPROFILE',
]

/** The environment of a stdio server: a short list of ours, then what is declared. Our own secrets stay with us. */
export function childEnvironment(
  ours: Environment,
  declared: Readonly<Record<string, string>>,
): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const name of INHERITED) {
    const value = ours[name]
    // A value that starts so is a function exported by bash: code, not data.
    if (value !== undefined && !value.startsWith('()')) environment[name] = value
  }
  return { ...environment, ...declared }
}
