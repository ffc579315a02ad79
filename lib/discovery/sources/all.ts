import 'server-only'
import type { SourceMethod } from '../source'
import { clientFilesMethod } from './client-files'
import { configFileMethod } from './config-file'
import { dnsMethod } from './dns'
import { environmentMethod } from './environment'
import { httpMethod } from './http'
import { kubernetesMethod } from './kubernetes'
import { manualMethod } from './manual'

/** Every method, in order of precedence, highest first: on a server that two of them declare the earlier wins. */
export const allMethods: readonly SourceMethod[] = [
  manualMethod,
  configFileMethod,
  environmentMethod,
  kubernetesMethod,
  httpMethod,
  dnsMethod,
  clientFilesMethod,
]
