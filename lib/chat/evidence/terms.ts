import 'server-only'
import type { termsOf } from '@/lib/rag/lexical/terms-of'

/** The words of a text that say something, and where they stand; the same that the index knows. */
export type TermsOf = typeof termsOf
