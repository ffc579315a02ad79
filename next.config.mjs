import { PHASE_DEVELOPMENT_SERVER } from 'next/constants.js'

/** What a page may load and talk to: itself. Inline scripts are Next's own; there is no nonce as pages are built ahead. */
function contentSecurityPolicy(isDevelopment) {
  return [
    "default-src 'self'",
    // Development needs eval for stack traces, and a socket for hot reload.
    `script-src 'self' 'unsafe-inline'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${isDevelopment ? ' ws:' : ''}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** @type {(phase: string) => import('next').NextConfig} */
export default function nextConfig(phase) {
  const isDevelopment = phase === PHASE_DEVELOPMENT_SERVER
  return {
    output: 'standalone',
    poweredByHeader: false,
    // `npm run typecheck` looks at all files, and once is enough.
    typescript: { ignoreBuildErrors: true },
    // Next would write notes of its own into the checkout.
    agentRules: false,
    allowedDevOrigins: ['localhost', '127.0.0.1'],
    // Development logs addresses, and this one holds the code of a sign-in.
    logging: { incomingRequests: { ignore: [/^\/api\/oauth\/callback/] } },
    // Native, WASM or dynamically loaded packages that must stay outside the bundle.
    serverExternalPackages: [
      '@electric-sql/pglite',
      'pglite-prisma-adapter',
      '@prisma/adapter-pg',
      'pg',
      'pg-boss',
      'pino',
      'pino-pretty',
      '@modelcontextprotocol/client',
      '@kubernetes/client-node',
      'undici',
    ],
    // Found at run time by path, so tracing does not see them.
    outputFileTracingIncludes: {
      '/*': ['./prisma/migrations/**/*'],
    },
    outputFileTracingExcludes: {
      // 20 MB for pictures that are made smaller on request: there are none.
      '**/*': ['./node_modules/@img/**/*', './node_modules/sharp/**/*'],
    },
    headers: () => [
      {
        source: '/:path*',
        headers: [
          { key: 'Content-Security-Policy', value: contentSecurityPolicy(isDevelopment) },
          { key: 'X-Content-Type-Options', value: 'nosniff' },
          { key: 'X-Frame-Options', value: 'DENY' },
          { key: 'Referrer-Policy', value: 'same-origin' },
          { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
          { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
          {
            key: 'Permissions-Policy',
            value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
          },
        ],
      },
      {
        // READMEs elsewhere show it.
        source: '/api/servers/:name/badge.svg',
        headers: [{ key: 'Cross-Origin-Resource-Policy', value: 'cross-origin' }],
      },
    ],
  }
}
