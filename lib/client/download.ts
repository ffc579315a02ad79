/** Hands the reader a file with this content. */
export function download(fileName: string, content: BlobPart, mediaType = 'text/plain'): void {
  const url = URL.createObjectURL(new Blob([content], { type: mediaType }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The browser reads it after the click; a second is plenty, and then the memory is free.
  setTimeout(() => URL.revokeObjectURL(url), 1_000)
}
