import 'server-only'
import { getServers } from 'node:dns'
import { z } from 'zod'
import { commonSettingsSchema, type SourceMethod } from '../source'
import { DnsSource } from './dns/dns-source'
import { parseDomain } from './dns/domain-name'
import { parseServerAddress } from './dns/server-address'

const domainSchema = z.string().refine((text) => parseDomain(text) !== undefined, {
  error: 'Write a domain name, as example.com',
})
const resolverSchema = z.string().refine((text) => parseServerAddress(text) !== undefined, {
  error: 'Write an IP address, with a port if it is not 53: 10.0.0.10, 127.0.0.1:5353, [fd00::53]:5353',
})

const dnsSettingsSchema = commonSettingsSchema.extend({
  domains: z.array(domainSchema).max(500).default([]).meta({
    title: 'Domains',
    description:
      'Of each, the SRV records at _mcp._tcp.<domain>, the TXT records at _mcp.<domain>, and the documents that these name are read',
  }),
  names: z.array(domainSchema).max(500).default([]).meta({
    title: 'Other names',
    description: 'Whole names of SRV records, as _tools._tcp.example.com; TXT records there are read too',
  }),
  resolvers: z.array(resolverSchema).max(10).default([]).meta({
    title: 'Resolvers',
    description: 'Addresses of DNS servers, asked in this order; none: those of this machine',
  }),
  scheme: z.enum(['auto', 'https', 'http']).default('auto').meta({
    title: 'Scheme',
    description: 'How targets of SRV records are reached; auto: https on ports 443 and 8443, else http',
  }),
  path: z.string().startsWith('/').max(2_000).default('/mcp').meta({
    title: 'Path',
    description: 'Of targets of SRV records, where no TXT record says otherwise',
  }),
  minTtlSeconds: z.number().int().min(1).max(86_400).default(30).meta({
    title: 'Look again at the soonest after',
    description: 'Seconds; records that live shorter are looked up after so long',
  }),
  maxTtlSeconds: z.number().int().min(1).max(86_400).default(3_600).meta({
    title: 'Look again at the latest after',
    description: 'Seconds; records that live longer are looked up after so long',
  }),
  timeoutSeconds: z.number().min(0.1).max(30).default(2).meta({
    title: 'Time limit',
    description: 'Seconds that a resolver has for one answer; each is asked twice',
  }),
})

/** SRV and TXT records of domains, and the documents that they point at. */
export const dnsMethod: SourceMethod<typeof dnsSettingsSchema> = {
  id: 'dns',
  title: 'DNS',
  description: 'SRV and TXT records that name MCP servers of your domains',
  settings: dnsSettingsSchema,
  create(settings, parts) {
    if (settings.domains.length + settings.names.length === 0) {
      return 'No domain is named. Add one whose _mcp._tcp SRV or _mcp TXT records name its MCP servers'
    }
    const addresses = settings.resolvers.length > 0 ? settings.resolvers : getServers()
    const resolvers = addresses.flatMap((text) => parseServerAddress(text) ?? [])
    if (resolvers.length === 0) return 'This machine names no DNS server. Add a resolver’s address'
    return new DnsSource({ ...parts, settings, resolvers })
  },
}
