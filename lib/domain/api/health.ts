import { z } from 'zod'
import { operation } from './operation'

export const getLive = operation({
  id: 'getLive',
  method: 'GET',
  path: '/api/health/live',
  summary: 'The process runs',
  response: z.object({ status: z.literal('live') }),
  open: true,
})

export const getReady = operation({
  id: 'getReady',
  method: 'GET',
  path: '/api/health/ready',
  summary: 'The runtime has started and the database answers; 503 with the reason otherwise',
  response: z.object({ status: z.literal('ready') }),
  open: true,
})
