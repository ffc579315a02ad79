import 'server-only'
import { join } from 'node:path'
import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
// @ts-expect-error It has no types, and none are needed: pdf.js asks for it under the name below.
import * as pdfWorker from 'pdfjs-dist/legacy/build/pdf.worker.mjs'
import { AppError } from '@/lib/kit/app-error'
import { locked } from '../zip'

/** We are a worker already: with this, pdf.js starts none of its own. */
Object.assign(globalThis, { pdfjsWorker: pdfWorker as unknown })

/** Throws AppError `bad-input` for what is encrypted or broken beyond repair. */
export async function openPdf(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  try {
    return await getDocument({
      data: bytes,
      cMapUrl: `${join(/* turbopackIgnore: true */ process.cwd(), '.workers', 'cmaps')}/`,
      cMapPacked: true,
      // Text alone is wanted: no fonts are drawn, nothing is fetched.
      disableFontFace: true,
      useSystemFonts: false,
      useWorkerFetch: false,
      enableXfa: false,
      verbosity: 0,
    }).promise
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : ''
    if (name === 'PasswordException') throw locked()
    throw new AppError(
      'bad-input',
      'The PDF is damaged or not complete: it can not be opened. Save or download it again',
      { cause },
    )
  }
}
