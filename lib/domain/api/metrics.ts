import { z } from 'zod'
import { operation } from './operation'

export const getMetrics = operation({
  id: 'getMetrics',
  method: 'GET',
  path: '/api/metrics',
  summary: 'Metrics for Prometheus, in its text format',
  response: z.string(),
  mediaType: 'text/plain',
})
