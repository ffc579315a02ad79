/** @type {import('next').NextConfig} */
const nextConfig = {
  output: 'standalone',
  poweredByHeader: false,
  // Native, WASM or dynamically loaded packages that must stay outside the bundle.
  serverExternalPackages: [
    '@electric-sql/pglite',
    'pglite-prisma-adapter',
    '@prisma/adapter-pg',
    'pg',
    'pg-boss',
    'pino',
    'pino-pretty',
    'chokidar',
    '@modelcontextprotocol/client',
  ],
}

export default nextConfig
