import { defineConfig } from 'prisma/config'

// Read by Prisma's command line alone; the app itself connects in lib/store/client.ts.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
})
