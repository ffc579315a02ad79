import { describe, expect, it } from 'vitest'
import { mountOf } from './read-only'

const MOUNTS = `22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
23 22 0:5 / /etc/mcp ro,relatime - ext4 /dev/sda2 rw
24 22 8:1 /one.yaml /srv/one.yaml rw,relatime - ext4 /dev/sda1 rw
25 22 0:6 / /srv/with\\040space ro - tmpfs tmpfs rw
26 22 0:7 / /covered ro - tmpfs tmpfs rw
27 26 0:8 / /covered rw - tmpfs tmpfs rw`

describe('where a file is mounted', () => {
  it.each([
    ['/etc/mcp/a.yaml', 'read-only'],
    ['/etc/mcphost/a.yaml', undefined],
    ['/srv/one.yaml', 'file'],
    ['/srv/two.yaml', undefined],
    ['/srv/with space/a.yaml', 'read-only'],
    ['/covered/a.yaml', undefined],
    ['/home/a.yaml', undefined],
  ])('%s is %s', (file, expected) => {
    expect(mountOf(MOUNTS, file)).toBe(expected)
  })

  it('is not known where the kernel does not tell', () => {
    expect(mountOf('', '/etc/mcp/a.yaml')).toBeUndefined()
  })
})
