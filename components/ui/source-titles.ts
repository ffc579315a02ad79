/** What each way of finding servers is called, as on the Discovery page. */
export const SOURCE_TITLES: Record<string, string> = {
  manual: 'Registered by hand',
  'config-file': 'Configuration files',
  environment: 'Environment',
  kubernetes: 'Kubernetes',
  http: 'HTTP catalogues',
  dns: 'DNS',
  'client-files': 'Clients on this machine',
}
