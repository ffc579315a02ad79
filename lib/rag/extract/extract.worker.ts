import 'server-only'
import { serveWorker } from '../workers/serve-worker'
import { readDocument } from './read-document'

serveWorker<'extract'>((input, { signal }) => readDocument(input, input.limits, signal))
